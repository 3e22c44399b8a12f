import { join } from 'node:path'
import { runProgram } from '../programs.ts'

/** The files of a certificate and its key. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** Makes a certificate for these names and 127.0.0.1 that signs itself: `file.crt` and `file.key`. */
export const makeCertificate = async (dir: string, file: string, names: readonly string[]): Promise<Certificate> => {
  const files = { cert: join(dir, `${file}.crt`), key: join(dir, `${file}.key`) }
  const { status, stderr } = await runProgram(dir, 'openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', `/CN=${names[0]}`],
    ...['-addext', `subjectAltName=${[...names.map((name) => `DNS:${name}`), 'IP:127.0.0.1'].join()}`],
    ...['-keyout', files.key, '-out', files.cert],
  ])
  if (status !== 0) throw new Error(`openssl makes no certificate: ${stderr}`)
  return files
}
