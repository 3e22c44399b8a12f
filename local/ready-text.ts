// The text that `npm start` prints when everything is ready: the address of the page, the login, and commands to try, as
// far as this machine has their programs.

/** User name and password for the index. */
export interface Login {
  readonly username: string
  readonly password: string
}

/** The programs that commands to try are shown for. */
export type Client = 'curl' | 'docker' | 'podman' | 'skopeo'

export interface ReadyOptions {
  readonly port: number
  /** Undefined if sign-in is off. */
  readonly login: Login | undefined
  /** The programs that work on this machine. */
  readonly clients: ReadonlySet<Client>
  /** Undefined if a registry runs; else what to do to get one. */
  readonly noRegistry: string | undefined
}

/** Quotes a text as one word for a POSIX shell, if it needs quotes. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9_./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** The image of the sample that is whole, so that it can be pulled, and the name under which it is pushed again. */
const [WHOLE, COPY] = ['library/alpine:latest', 'me/my-alpine:1.0']

/** Returns a command that pushes an image; undefined without a registry, or without a program for it. */
const pushCommand = ({ port, clients, noRegistry }: ReadyOptions): string | undefined => {
  if (noRegistry !== undefined) return undefined
  const [from, to] = [`127.0.0.1:${port}/${WHOLE}`, `127.0.0.1:${port}/${COPY}`]
  if (clients.has('skopeo'))
    return `skopeo copy --src-tls-verify=false --dest-tls-verify=false docker://${from} docker://${to}`
  if (clients.has('docker')) return `docker pull ${from} && docker tag ${from} ${to} && docker push ${to}`
  return clients.has('podman')
    ? `podman pull --tls-verify=false ${from} && podman push --tls-verify=false ${from} ${to}`
    : undefined
}

/** Returns commands to try, each a shell line. Those of docker and podman sign in first, if sign-in is on. */
export const commandsToTry = (options: ReadyOptions): readonly string[] => {
  const { port, login, clients } = options
  const host = `127.0.0.1:${port}`
  const as = login && `-u ${shellWord(login.username)} -p ${shellWord(login.password)}`
  const curl = login ? `curl -s -u ${shellWord(`${login.username}:${login.password}`)}` : 'curl -s'
  const podmanLogin = login ? `podman login --tls-verify=false ${as} ${host} && ` : ''
  const dockerLogin = login ? `docker login ${as} ${host} && ` : ''
  const push = pushCommand(options)
  return [
    ...(clients.has('docker') ? [`${dockerLogin}docker search ${host}/redis`] : []),
    // With sign-in on, podman shows names only, because it never sends credentials to search.
    ...(clients.has('podman') ? [`${podmanLogin}podman search --tls-verify=false ${host}/postgres`] : []),
    'npm run registry-index -- search --local arch:arm64 web',
    ...(push === undefined ? [] : [push]),
    ...(clients.has('curl') ? [`${curl} 'http://${host}/v1/search?q=metrics&n=5'`] : []),
  ]
}

/** Returns the whole text, over several lines. */
export const readyText = (options: ReadyOptions): string => {
  const { port, login, noRegistry } = options
  return [
    '',
    `  page      http://127.0.0.1:${port}/`,
    // As they are, without quotes: they may be copied into a dialogue too.
    ...(login ? [`  user      ${login.username}`, `  password  ${login.password}`] : ['  sign-in   off']),
    noRegistry === undefined
      ? `  registry  127.0.0.1:${port}, to push to and to pull from`
      : `  registry  none: images can be found, but not pushed or pulled; ${noRegistry}`,
    '',
    'Try in another terminal, in this folder:',
    ...commandsToTry(options).map((command) => `  ${command}`),
    '',
    'Ctrl-C stops everything and keeps the data.',
  ].join('\n')
}
