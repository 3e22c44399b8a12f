// Replaces in commands' outputs what differs from run to run, so that they can be compared with docs/clients.md.

/** Address and password that the clients use. */
export interface Endpoint {
  /** Host and port. */
  readonly host: string
  readonly password: string
}

/** Response headers that do not come from the index, or differ from run to run. */
const HEADERS =
  /^(date|connection|keep-alive|server|content-length|transfer-encoding|x-amz[\w-]*|apigw-[\w-]*): .*\n/gim

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Returns a command with the real host in place of HOST. */
export const withHost = (line: string, host: string): string => line.replace(/\bHOST\b/g, host)

/** Returns an output in the form in which the document has it. */
export const normalised = (text: string, { host, password }: Endpoint): string => {
  const shorter = ' '.repeat(Math.max(0, host.length - 'HOST'.length))
  return (
    text
      .replaceAll('\r\n', '\n')
      // In a table the columns after the host must stay aligned.
      .replace(new RegExp(`${escaped(host)}(\\S*)( {2,})`, 'g'), `HOST$1$2${shorter}`)
      .replaceAll(host, 'HOST')
      // What the local front door calls, which has another name in every deployment.
      .replace(/\b[0-9a-z]+\.execute-api\.localhost\b/g, 'API-HOST')
      .replaceAll(password === '' ? '\0' : password, 'PASSWORD')
      .replace(/\b(sha256[:-])[0-9a-f]{64}\b/g, '$1DIGEST')
      .replace(/\b2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME')
      .replace(/\bnewest 2\d{3}-\d\d-\d\d/g, 'newest DATE')
      // Sizes depend on the version of the compressor.
      .replace(/("size":|linux\/amd64,)\d+/g, '$1BYTES')
      .replace(/^(etag: )(W\/)?"[^"\n]*"/gim, '$1$2"ETAG"')
      .replace(/(\bcursor(?:=|":"))[\w%.~-]+/g, '$1CURSOR')
      .replace(HEADERS, '')
      .replace(/[ \t]+$/gm, '')
      .trimEnd()
  )
}

/** Returns the line of stderr that explains the error; empty if there is none. */
export const errorLineOf = (stderr: string): string => {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  const line = lines.findLast((each) => !/^(WARNING!|Configure a credential helper|https?:)/.test(each.trim())) ?? ''
  // Podman and skopeo write errors as log lines with a time.
  return /^time="[^"]*" level=\w+ msg="(.*)"$/.exec(line)?.[1]?.replaceAll('\\"', '"') ?? line.trim()
}
