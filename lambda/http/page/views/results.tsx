// What a query finds.

import type { FC } from 'hono/jsx'
import type { Sort } from '../../../search/memory/documents.ts'
import type { SearchAnswer } from '../../answers/search-answer.ts'
import { Empty } from '../parts/notes.tsx'
import { Filters } from '../sections/filters.tsx'
import { Examples, ResultList } from '../sections/result-list.tsx'
import { isFilter, tokens } from '../words/query-words.ts'
import { searchUrl } from '../words/reference.ts'
import type { Site } from '../words/site.ts'
import { count, number } from '../words/text.ts'

export interface ResultsProps {
  readonly site: Site
  readonly answer: SearchAnswer
  readonly sort: Sort
  readonly isSorted: boolean
  /** What was pushed last, for examples where nothing is found. */
  readonly known: SearchAnswer['items']
}

/** How many results there are, as one line. */
export const resultsStatus = ({ items, total, cursor, corrected }: SearchAnswer): string => {
  if (items.length === 0) return cursor === undefined ? 'Nothing found' : 'Nothing found so far'
  const instead = corrected === undefined ? '' : ` for ${corrected}`
  if (total === undefined) return `${number(items.length)} shown${instead}, there may be more`
  const all = count(total, 'result')
  return items.length < total ? `${all}${instead}, ${number(items.length)} shown` : `${all}${instead}`
}

export const Results: FC<ResultsProps> = ({ site, answer, sort, isSorted, known }) => {
  const { query: q, items, cursor, corrected, missing, suggestions = [], complete } = answer
  const order = isSorted ? sort : undefined
  const next = cursor === undefined ? undefined : searchUrl(q, { sort: order, cursor })
  const isNothing = items.length === 0 && cursor === undefined
  const lost = missing?.tag ?? missing?.digest
  return (
    <>
      <h1 class="sr">{q === '' ? 'All repositories' : `Results for ${q}`}</h1>
      {corrected !== undefined && (
        <p class="notice">
          Showing results for{' '}
          <a href={searchUrl(corrected, { sort: order })}>
            <b>{corrected}</b>
          </a>{' '}
          instead of “<bdi>{q}</bdi>”.
        </p>
      )}
      {lost !== undefined && (
        <p class="notice">
          {missing?.unread ? 'Not found so far, since not all is read yet: the' : 'No such'}{' '}
          {missing?.tag === undefined ? 'digest' : 'tag'}
          {missing?.unread ? ' ' : ': '}
          <b>{lost}</b>. These are found without it.
        </p>
      )}
      {(!isNothing || tokens(q).some(isFilter)) && <Filters answer={answer} sort={sort} isSorted={isSorted} />}
      {isNothing ? (
        <Empty
          title={
            <>
              Nothing found for “<bdi>{q}</bdi>”
            </>
          }
        >
          {suggestions.length > 0 && (
            <p>
              Did you mean{' '}
              {suggestions.map((one, at) => (
                <>
                  {at > 0 && ', '}
                  <a href={searchUrl(one)}>
                    <b>{one}</b>
                  </a>
                </>
              ))}
              ?
            </p>
          )}
          {known.length > 0 && (
            <>
              <p>Try one of these:</p>
              <Examples known={known} />
            </>
          )}
        </Empty>
      ) : (
        <>
          <ResultList site={site} answer={answer} next={next} />
          {!complete && (
            <p class="note">
              Very many tags have this value, so one answer reads only some of them. There may be more.
            </p>
          )}
        </>
      )}
    </>
  )
}
