// What came out, without what differs from run to run.

/** Where the clients were sent, and with what. */
export interface Where {
  /** Host and port. */
  readonly host: string
  readonly password: string
}

/** Headers that say nothing of the index. */
const HEADERS =
  /^(date|connection|keep-alive|server|content-length|transfer-encoding|x-amz[\w-]*|apigw-[\w-]*): .*\n/gim

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A command as the shell gets it. */
export const real = (line: string, host: string): string => line.replace(/\bHOST\b/g, host)

/** An output as the document has it. */
export const normalised = (text: string, { host, password }: Where): string => {
  const shorter = ' '.repeat(Math.max(0, host.length - 'HOST'.length))
  return (
    text
      .replaceAll('\r\n', '\n')
      // In a table what follows must stay where it is.
      .replace(new RegExp(`${escaped(host)}(\\S*)( {2,})`, 'g'), `HOST$1$2${shorter}`)
      .replaceAll(host, 'HOST')
      .replaceAll(password === '' ? '\0' : password, 'PASSWORD')
      .replace(/\b(sha256[:-])[0-9a-f]{64}\b/g, '$1DIGEST')
      .replace(/\b2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME')
      .replace(/\bnewest 2\d{3}-\d\d-\d\d/g, 'newest DATE')
      // They depend on the compressor.
      .replace(/("size":|linux\/amd64,)\d+/g, '$1BYTES')
      .replace(/^(etag: )(W\/)?"[^"\n]*"/gim, '$1$2"ETAG"')
      .replace(/(\bcursor(?:=|":"))[\w%.~-]+/g, '$1CURSOR')
      .replace(HEADERS, '')
      .replace(/[ \t]+$/gm, '')
      .trimEnd()
  )
}

/** The line of a program's complaints that says what is wrong. */
export const essential = (stderr: string): string => {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  const line = lines.findLast((each) => !/^(WARNING!|Configure a credential helper|https?:)/.test(each.trim())) ?? ''
  // The form of a log with its time, as podman and skopeo write it.
  return /^time="[^"]*" level=\w+ msg="(.*)"$/.exec(line)?.[1]?.replaceAll('\\"', '"') ?? line.trim()
}
