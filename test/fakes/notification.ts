import type { BucketEvent } from './docker-v1.ts'

const encode = (key: string) => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+')

/** The body of a message as S3 sends it to a queue. */
export const notificationOf = (...events: readonly BucketEvent[]): string =>
  JSON.stringify({
    Records: events.map(({ key, removed }) => ({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'eu-central-1',
      eventName: removed ? 'ObjectRemoved:Delete' : 'ObjectCreated:Put',
      s3: { s3SchemaVersion: '1.0', bucket: { name: 'registry' }, object: { key: encode(key), sequencer: '0055AED6' } },
    })),
  })
