// Pushes images by HTTP in this process. A client's process for each of a thousand pushes would measure processes
// instead.

import type { Image } from '../../local/sample/image.ts'

const expectStatus = async (answer: Response, ...allowed: number[]): Promise<Response> => {
  if (allowed.includes(answer.status)) return answer
  const text = (await answer.text()).slice(0, 300)
  throw new Error(`${answer.url} answers with status ${answer.status}, not ${allowed.join(' or ')}: ${text}`)
}

const pushBlob = async (registry: string, name: string, digest: string, body: Buffer): Promise<void> => {
  const blobs = `${registry}/v2/${name}/blobs`
  const known = await fetch(`${blobs}/${digest}`, { method: 'HEAD' })
  if (known.ok) return
  const started = await expectStatus(await fetch(`${blobs}/uploads/`, { method: 'POST' }), 202)
  const upload = new URL(started.headers.get('location') ?? '', registry)
  upload.searchParams.set('digest', digest)
  await expectStatus(await fetch(upload, { method: 'PUT', body: new Uint8Array(body) }), 201)
}

/** Pushes an image under a tag: its blobs, then its manifest. */
export const pushImage = async (registry: string, name: string, tag: string, image: Image): Promise<void> => {
  for (const { digest, body } of image.blobs) await pushBlob(registry, name, digest, body)
  const body = image.manifest.body.toString()
  const headers = { 'content-type': (JSON.parse(body) as { mediaType: string }).mediaType }
  await expectStatus(await fetch(`${registry}/v2/${name}/manifests/${tag}`, { method: 'PUT', body, headers }), 201)
}
