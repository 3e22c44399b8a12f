// What stands in place of a view that can't be shown.

import type { Child, FC } from 'hono/jsx'
import type { HttpError } from '../../http-error.ts'
import { Empty } from '../parts/notes.tsx'
import { Foreign } from '../parts/text.tsx'
import { type Reference, searchUrl } from '../words/reference.ts'

type Told = Pick<HttpError, 'status' | 'message' | 'suggestions'>

/** What is said of an error: never the text of what failed inside. */
export interface Failed {
  readonly title: string
  readonly main: Child
}

interface Asked {
  /** Path and query of the request. */
  readonly url: string
  /** What was asked for, on a view of a repository or a tag. */
  readonly reference?: Reference | undefined
}

/** Returns what a page says of an error. */
export const failed = (error: Told, asked: Asked): Failed => {
  const title = TITLES.get(error.status) ?? 'The index did not answer'
  return { title, main: <Failure title={title} error={error} asked={asked} /> }
}

const TITLES: ReadonlyMap<number, string> = new Map([
  [400, 'This can’t be asked'],
  [401, 'Sign in to search this registry'],
  [403, 'Not the address of the index'],
  [404, 'Not in the index'],
  [405, 'A page can only be read'],
  [502, 'The registry’s bucket can’t be read'],
  [503, 'The index can’t be read just now'],
])

const Failure: FC<{ title: string; error: Told; asked: Asked }> = (props) => {
  const { title, error, asked } = props
  const word = asked.reference?.name.split('/').at(-1) ?? ''
  const isRetry = error.status === 401 || error.status >= 500
  return (
    <Empty title={title} isView>
      {error.status === 401 ? (
        <p>
          {error.message === 'authentication required' ? '' : 'The user name or the password is wrong. '}
          Your browser asks for the user name and the password of this registry when you load this page again. If it
          does not ask, something between it and the index takes the header <code>WWW-Authenticate</code> away: tell
          whoever runs this registry.
        </p>
      ) : (
        <p>
          <bdi>{error.message}</bdi>
        </p>
      )}
      {error.suggestions.length > 0 && (
        <>
          <p>Did you mean one of these?</p>
          <ul class="plain-list">
            {error.suggestions.map((query) => (
              <li>
                <a href={searchUrl(query)}>
                  <Foreign text={query} />
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      {error.status === 404 && word !== '' && (
        <p>
          Search for{' '}
          <a href={searchUrl(word)}>
            <b>
              <bdi>{word}</bdi>
            </b>
          </a>
        </p>
      )}
      <p class="more">
        {isRetry && (
          <a class="button" href={asked.url}>
            Try again
          </a>
        )}
        <a class="button quiet" href="/">
          Start page
        </a>
      </p>
    </Empty>
  )
}
