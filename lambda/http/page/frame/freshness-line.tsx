import type { FC } from 'hono/jsx'
import type { Freshness } from '../../answers/freshness.ts'
import { Icon } from '../parts/icons.tsx'
import { Foreign, Time } from '../parts/text.tsx'
import { searchUrl } from '../words/reference.ts'
import { atMost, count } from '../words/text.ts'

/** How long ago search, which answers from memory, read what changed in the index. */
export interface SearchAge {
  /** At most so long; undefined where that is not known. */
  readonly milliseconds: number | undefined
  /** True if it is so long that it is worth a warning. */
  readonly isStale: boolean
}

interface LineProps {
  readonly freshness: Freshness | undefined
  /** Absent of views that show rows of the index itself. */
  readonly searchAge: SearchAge | undefined
}

/** How far the index is, in one line. */
export const FreshnessLine: FC<LineProps> = ({ freshness, searchAge }) => (
  <p class="fresh">
    {searchAge?.isStale && (
      <span class="bad">
        <Icon name="warn" /> What changed could not be read
        {searchAge.milliseconds !== undefined && ` for ${atMost(searchAge.milliseconds)}`}: what was pushed since may be
        missing.{' '}
      </span>
    )}
    {freshness !== undefined && <Compared freshness={freshness} />}
    {searchAge?.isStale === false &&
      searchAge.milliseconds !== undefined &&
      ` Search read what changed ${atMost(searchAge.milliseconds)} ago at most.`}
  </p>
)

const Compared: FC<{ freshness: Freshness }> = ({ freshness }) => {
  const { comparedAt, problems = 0, failures = 0, late = 0, gone, running, failed } = freshness
  return (
    <>
      {comparedAt === undefined ? (
        'Not compared with the bucket yet.'
      ) : (
        <>
          Equal to the bucket as of <Time at={comparedAt} />
          {failures > 0 && `, but for ${count(failures, 'repository', 'repositories')} that could not be compared`}.
          Pushes since then show when their events come.
        </>
      )}
      {late > 0 && ` Of ${count(late, 'tag')} no event had come before that.`}
      {problems > 0 && ` ${count(problems, 'tag')} could not be read whole.`}
      {gone !== undefined && gone.tags > 0 && (
        <>
          {' '}
          <a href={searchUrl('is:dangling')}>Of {count(gone.tags, 'tag')} something was gone</a> from the bucket as of{' '}
          <Time at={gone.at} />.
        </>
      )}
      {running !== undefined && ' It is being compared now.'}
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
