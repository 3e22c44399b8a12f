// Asks a registry or its token service, whose answers may be slow, broken or lies.

/** The part of `fetch` that is used. */
export type Fetch = (
  url: string,
  init: {
    readonly headers: Readonly<Record<string, string>>
    readonly redirect: 'manual'
    readonly signal: AbortSignal
  },
) => Promise<Response>

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** Who asks. An index that is asked by itself must not ask on, in a circle. */
export const USER_AGENT = 'registry-index'

/** Bytes of an answer. Tokens have some kilobytes. */
const MAX_BODY_BYTES = 64 * 1024

/** Thrown where it can't be found out who may come in. The message is for the log and the caller, and has no secret. */
export class BrokenSignInError extends Error {
  override readonly name = 'BrokenSignInError'
}

/** What was asked, in messages. */
export type Asked = 'the registry' | 'the token service of the registry'

/**
 * Sends a GET and returns the whole answer. Redirects are not followed.
 * @param authorization header to send; undefined for none
 * @param signal ends it in time, the body included
 * @throws BrokenSignInError if there is no answer, or it is too large
 */
export const ask = async (
  fetch: Fetch,
  who: Asked,
  url: string,
  authorization: string | undefined,
  signal: AbortSignal,
): Promise<Answer> => {
  const headers = {
    accept: 'application/json',
    'user-agent': USER_AGENT,
    ...(authorization !== undefined && { authorization }),
  }
  const send = () => fetch(url, { headers, redirect: 'manual', signal })
  try {
    // A connection that was kept while Lambda stood still is found to be closed only when it is used.
    const response = await send().catch((error) => {
      if (signal.aborted) throw error
      return send()
    })
    return { status: response.status, headers: response.headers, body: await bodyOf(response, who) }
  } catch (error) {
    if (error instanceof BrokenSignInError) throw error
    throw new BrokenSignInError(`${who} ${signal.aborted ? 'did not answer in time' : 'could not be asked'}`, {
      cause: error,
    })
  }
}

const bodyOf = async (response: Response, who: Asked): Promise<string> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    // Leaving the loop cancels the rest.
    if (bytes > MAX_BODY_BYTES)
      throw new BrokenSignInError(`the answer of ${who} is larger than ${MAX_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
