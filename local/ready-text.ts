// What is printed when all is ready.

/** A name and password. */
export interface Login {
  readonly username: string
  readonly password: string
}

/** A word for a POSIX shell. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9_./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** Commands to try, each a line for a shell; with a login they sign in first where the client wants that. */
export const commandsToTry = (port: number, login: Login | undefined): readonly string[] => {
  const host = `127.0.0.1:${port}`
  const as = login && `-u ${shellWord(login.username)} -p ${shellWord(login.password)}`
  const curl = login ? `curl -s -u ${shellWord(`${login.username}:${login.password}`)}` : 'curl -s'
  const podmanLogin = login ? `podman login --tls-verify=false ${as} ${host} && ` : ''
  const dockerLogin = login ? `docker login ${as} ${host} && ` : ''
  return [
    `${curl} 'http://${host}/v1/search?q=metrics&n=5'`,
    // Signed in it shows names only: podman never signs in to search.
    `${podmanLogin}podman search --tls-verify=false ${host}/postgres`,
    `skopeo copy --src-tls-verify=false --dest-tls-verify=false docker://${host}/library/nginx:latest docker://${host}/me/my-nginx:1.0`,
    `${curl} 'http://${host}/api/search?q=arch:arm64+web&limit=5'`,
    `${curl} 'http://${host}/v2/_catalog?n=10'`,
    `${dockerLogin}docker search ${host}/redis`,
  ]
}

/** The text printed when all is ready. */
export const readyText = (port: number, login: Login | undefined): string =>
  [
    '',
    `  address   http://127.0.0.1:${port}/`,
    ...(login
      ? [`  user      ${shellWord(login.username)}`, `  password  ${shellWord(login.password)}`]
      : ['  sign-in   off']),
    '',
    'Try:',
    ...commandsToTry(port, login).map((command) => `  ${command}`),
    '',
    'Ctrl-C stops all of it and keeps the data.',
  ].join('\n')
