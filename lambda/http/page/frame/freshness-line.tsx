import type { FC } from 'hono/jsx'
import type { Freshness } from '../../freshness.ts'
import { Icon } from '../parts/icons.tsx'
import { Foreign, Time } from '../parts/text.tsx'
import { count } from '../words/text.ts'

/** How far the index is, in one line. */
export const FreshnessLine: FC<{ freshness: Freshness | undefined; isStale: boolean }> = ({ freshness, isStale }) => (
  <p class="fresh">
    {isStale && (
      <span class="bad">
        <Icon name="warn" /> The last changes could not be read: what was pushed in the last minutes may be missing.{' '}
      </span>
    )}
    {freshness !== undefined && <Compared freshness={freshness} />}
  </p>
)

const Compared: FC<{ freshness: Freshness }> = ({ freshness }) => {
  const { comparedAt, problems = 0, running, failed } = freshness
  return (
    <>
      {comparedAt === undefined ? (
        'Not compared with the bucket yet.'
      ) : (
        <>
          Equal to the bucket as of <Time at={comparedAt} />; pushes since then show within seconds.
        </>
      )}
      {running !== undefined && ' It is being compared now.'}
      {problems > 0 && ` ${count(problems, 'tag')} could not be read whole.`}
      {failed !== undefined && (
        <span class="bad">
          {' '}
          <Icon name="warn" /> The last run over the bucket {failed.outcome === 'failed' ? 'failed' : 'was refused'}{' '}
          <Time at={failed.at} />
          {failed.error === undefined ? '.' : ': '}
          <Foreign text={failed.error} />
        </span>
      )}
    </>
  )
}
