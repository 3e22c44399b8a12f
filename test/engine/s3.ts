// S3 at the wire: GetObject and ListObjectsV2 of one bucket, which RegistryBucket tells of.

import { Readable } from 'node:stream'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import { Refusal } from './refusal.ts'
import type { WireRequest, WireResponse } from './wire.ts'

/** A request to S3, parsed. */
export type S3Request =
  | { readonly operation: 'GetObject'; readonly key: string }
  | { readonly operation: 'ListObjectsV2'; readonly prefix: string; readonly after: string | undefined }
  | {
      readonly operation: 'ListObjectsV2'
      readonly prefix: string
      readonly byFolder: true
      readonly next: string | undefined
    }

/** Parses a request that addresses the bucket by its host name. */
export const parseS3 = ({ method, path, query }: WireRequest): S3Request => {
  const known = ['list-type', 'prefix', 'start-after', 'x-id', 'delimiter', 'continuation-token']
  const unknown = Object.keys(query).filter((name) => !known.includes(name))
  const isList = query['list-type'] === '2'
  const key = decodeURIComponent(path.slice(1))
  if (method !== 'GET' || unknown.length > 0 || isList !== (key === ''))
    throw new Error(`the engine does not know ${method} ${path} ${unknown.join(' ')}; add it to test/engine/s3.ts`)
  if (isList && query['delimiter'] === '/')
    return {
      operation: 'ListObjectsV2',
      prefix: query['prefix'] ?? '',
      byFolder: true,
      next: query['continuation-token'],
    }
  if (isList) return { operation: 'ListObjectsV2', prefix: query['prefix'] ?? '', after: query['start-after'] }
  return { operation: 'GetObject', key }
}

/** Answers a request. @throws Refusal as S3 does */
export const answerS3 = async (bucket: RegistryBucket, request: S3Request): Promise<WireResponse> => {
  if (request.operation === 'ListObjectsV2')
    return 'byFolder' in request ? listFolders(bucket, request) : list(bucket, request)
  const found = await bucket.get(request.key, Number.POSITIVE_INFINITY)
  if (found === undefined) throw new Refusal('NoSuchKey', 'The specified key does not exist.', 404)
  const body = Buffer.from(found.body ?? [])
  return {
    statusCode: 200,
    headers: {
      'content-length': String(body.byteLength),
      etag: `"${found.etag}"`,
      'last-modified': new Date(found.lastModified).toUTCString(),
    },
    body: Readable.from([body]),
  }
}

/** Cuts an answer off in the middle of its body, as a lost connection does. */
export const cutOff = (response: WireResponse): WireResponse => ({
  ...response,
  body: new Readable({
    read() {
      this.push(Buffer.from('{'))
      this.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))
    },
  }),
})

const list = async (bucket: RegistryBucket, { prefix, after }: Extract<S3Request, { after: string | undefined }>) => {
  const { objects, more } = await bucket.list(prefix, after)
  const contents = objects.map(
    ({ key, etag, lastModified, size }) =>
      `<Contents><Key>${escaped(key)}</Key><LastModified>${lastModified}</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>${size}</Size></Contents>`,
  )
  return xml(200, `<ListBucketResult><IsTruncated>${more}</IsTruncated>${contents.join('')}</ListBucketResult>`)
}

const listFolders = async (bucket: RegistryBucket, request: Extract<S3Request, { byFolder: true }>) => {
  const { folders, next } = await bucket.folders(request.prefix, request.next)
  const prefixes = folders.map((one) => `<CommonPrefixes><Prefix>${escaped(one)}</Prefix></CommonPrefixes>`)
  const token = next === undefined ? '' : `<NextContinuationToken>${escaped(next)}</NextContinuationToken>`
  return xml(
    200,
    `<ListBucketResult><IsTruncated>${next !== undefined}</IsTruncated>${token}${prefixes.join('')}</ListBucketResult>`,
  )
}

/** Returns S3's answer for a refusal. */
export const s3Error = ({ code, message, status }: Refusal): WireResponse =>
  xml(status, `<Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`)

const xml = (statusCode: number, text: string): WireResponse => ({
  statusCode,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`),
})

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
