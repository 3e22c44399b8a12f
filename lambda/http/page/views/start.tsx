// What one sees first: what was pushed last, what there is, how to ask.

import type { FC } from 'hono/jsx'
import type { Freshness } from '../../answers/freshness.ts'
import type { SearchAnswer } from '../../answers/search-answer.ts'
import { Empty } from '../parts/notes.tsx'
import { Foreign, Time } from '../parts/text.tsx'
import { Examples, ResultList } from '../sections/result-list.tsx'
import { searchUrl } from '../words/reference.ts'
import type { Site } from '../words/site.ts'
import { atMost, count, number } from '../words/text.ts'

/** Namespaces that are listed; the filter of a search has more. */
const MAX_NAMESPACES = 15

interface StartProps {
  readonly site: Site
  /** What was pushed last, with the facet `namespace`. */
  readonly recent: SearchAnswer
  readonly freshness: Freshness | undefined
}

export const Start: FC<StartProps> = ({ site, recent, freshness }) => {
  const { items, total = 0, facets } = recent
  const namespaces = (facets?.['namespace'] ?? []).slice(0, MAX_NAMESPACES)
  const next = recent.cursor === undefined ? undefined : searchUrl('', { cursor: recent.cursor })
  return (
    <>
      {freshness?.running !== undefined && <Running running={freshness.running} />}
      {items.length === 0 ? (
        <Empty title="Nothing is indexed yet" isView>
          <p>Push an image, or wait for the first run over the bucket.</p>
        </Empty>
      ) : (
        <div class="columns">
          <section aria-labelledby="pushed">
            <h1 class="small" id="pushed">
              Pushed last
            </h1>
            <ResultList site={site} answer={recent} next={next} />
          </section>
          <aside aria-label="About this registry">
            <h2>In this registry</h2>
            <ul class="numbers">
              <li>
                <b>{number(total)}</b> {total === 1 ? 'repository' : 'repositories'}
              </li>
              {freshness?.tags !== undefined && (
                <li>
                  <b>{number(freshness.tags)}</b> {freshness.tags === 1 ? 'tag' : 'tags'}{' '}
                  <span class="note">
                    as of <Time at={freshness.comparedAt} />
                  </span>
                </li>
              )}
            </ul>
            {namespaces.length > 0 && (
              <>
                <h2>Namespaces</h2>
                <ul class="namespaces">
                  {namespaces.map((one) => (
                    <li>
                      <a href={searchUrl(`namespace:${one.value}`)}>
                        <bdi>{one.value}</bdi>
                      </a>
                      <span class="n">{number(one.count)}</span>
                    </li>
                  ))}
                </ul>
              </>
            )}
            <h2>You can also ask</h2>
            <Examples known={items} />
          </aside>
        </div>
      )}
    </>
  )
}

const Running: FC<{ running: NonNullable<Freshness['running']> }> = ({ running }) => {
  const { percent, repositories = 0, tags = 0, tagsPerSecond = 0, secondsLeft, reading = [] } = running
  return (
    <section class="banner" data-refresh>
      <h2>The index is being compared with the bucket</h2>
      {percent !== undefined && (
        <>
          <progress max={100} value={percent} aria-label="How far" />
          <p>
            {percent} %: {count(repositories, 'repository', 'repositories')} and {count(tags, 'tag')} so far
            {tagsPerSecond >= 1 && `, ${number(Math.round(tagsPerSecond))} tags a second`}
            {secondsLeft !== undefined && `, about ${atMost(secondsLeft * 1000)} left`}.
          </p>
          {reading.length > 0 && (
            <p class="note">
              Reading <Foreign text={reading[0] ?? ''} />
            </p>
          )}
        </>
      )}
      <p class="note">Search finds what is there already.</p>
    </section>
  )
}
