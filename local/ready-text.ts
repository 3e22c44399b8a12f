// The text that `npm start` prints when everything is ready: the address, the login and commands to try.

/** User name and password for the index. */
export interface Login {
  readonly username: string
  readonly password: string
}

/** Quotes a text as one word for a POSIX shell, if it needs quotes. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9_./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** Returns commands to try, each a shell line. With a login they sign in first, if the client needs that. */
export const commandsToTry = (port: number, login: Login | undefined): readonly string[] => {
  const host = `127.0.0.1:${port}`
  const as = login && `-u ${shellWord(login.username)} -p ${shellWord(login.password)}`
  const curl = login ? `curl -s -u ${shellWord(`${login.username}:${login.password}`)}` : 'curl -s'
  const podmanLogin = login ? `podman login --tls-verify=false ${as} ${host} && ` : ''
  const dockerLogin = login ? `docker login ${as} ${host} && ` : ''
  return [
    `${curl} 'http://${host}/v1/search?q=metrics&n=5'`,
    // With sign-in on, podman shows names only, because it never sends credentials to search.
    `${podmanLogin}podman search --tls-verify=false ${host}/postgres`,
    `skopeo copy --src-tls-verify=false --dest-tls-verify=false docker://${host}/library/alpine:latest docker://${host}/me/my-alpine:1.0`,
    `${curl} 'http://${host}/api/search?q=arch:arm64+web&limit=5'`,
    `${curl} 'http://${host}/v2/_catalog?n=10'`,
    `${dockerLogin}docker search ${host}/redis`,
  ]
}

/** Returns the whole text, over several lines. */
export const readyText = (port: number, login: Login | undefined): string =>
  [
    '',
    `  address   http://127.0.0.1:${port}/`,
    // As they are, without quotes: they may be copied into a dialogue too.
    ...(login ? [`  user      ${login.username}`, `  password  ${login.password}`] : ['  sign-in   off']),
    '',
    'Try:',
    ...commandsToTry(port, login).map((command) => `  ${command}`),
    '',
    'Ctrl-C stops everything and keeps the data.',
  ].join('\n')
