import { findingsOf } from '../../finding.ts'
import { checked, type Finding } from '../finding.ts'
import type { Subject } from '../subject.ts'

const { ok, note } = findingsOf('versioning')

/** Says whether the bucket keeps versions. Both is served. */
export const checkVersioning = ({ aws, bucket }: Subject): Promise<readonly Finding[]> =>
  checked('versioning', 'whether the bucket keeps versions', async () => {
    const status = await aws.versioning(bucket)
    if (status !== 'Enabled') return [ok(status === undefined ? 'not versioned' : 'versioning is suspended')]
    return [
      note(
        'versioned, which the index serves; where many versions were removed, S3 lists slowly',
        "let a lifecycle rule remove the registry's old versions and expired delete markers",
      ),
    ]
  })
