import { describe, expect, it } from 'vitest'
import { frontSecret } from '../../lambda/aws/front-secret.ts'

const LONG = 'a secret of more than 16 characters'

const world = (...texts: (string | Error)[]) => {
  const clock = { ms: 0 }
  const reads = { count: 0 }
  const read = async () => {
    const text = texts[Math.min(reads.count++, texts.length - 1)]
    if (typeof text !== 'string') throw text ?? new Error('none')
    return text
  }
  return { clock, reads, secret: frontSecret({ id: 'arn:secret', read }, { now: () => clock.ms }) }
}

describe('the secret of a front', () => {
  it('is read once a minute, and once for requests side by side', async () => {
    const { clock, reads, secret } = world(LONG, `${LONG}, changed`)
    expect(await Promise.all([secret(), secret()])).toEqual([LONG, LONG])
    clock.ms = 59_999
    expect(await secret()).toBe(LONG)
    expect(reads.count).toBe(1)
    clock.ms = 60_000
    expect(await secret()).toBe(`${LONG}, changed`)
    expect(reads.count).toBe(2)
  })

  it('is read again after a failure', async () => {
    const { secret } = world(new Error('throttled'), LONG)
    await expect(secret()).rejects.toThrow('throttled')
    expect(await secret()).toBe(LONG)
  })

  it.each(['', 'short'])('must not be %j: anybody could send that', async (text) => {
    await expect(world(text).secret()).rejects.toThrow('the secret arn:secret has less than 16 characters')
    if (text !== '') await expect(world(text).secret()).rejects.not.toThrow(text)
  })
})
