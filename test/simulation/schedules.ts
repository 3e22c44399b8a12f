import fc from 'fast-check'
import { COMMON_IMAGES, type Deed, LARGE_IMAGE, POISONED_IMAGE, type PortsWeather } from './deeds.ts'
import type { WireWeather } from './wire-weather.ts'

const HIDDEN = `sha256-${'c'.repeat(64)}.sig`
// Two names of which one begins the other, and few tags, so that deeds meet.
const repository = fc.constantFrom('app', 'app', 'app/b')
const tag = fc.constantFrom('latest', 'v1.0', 'v1.1', 'main', HIDDEN)
// A registry v1 in the same bucket, with tags of which one's notes have the key of another.
const ofV1 = fc.constantFrom('library/app@docker-v1', 'app/b@docker-v1')
const v1Tag = fc.constantFrom('latest', 'v1.0', '_a', 'a_json')

const vanishing: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    what: fc.constantFrom('vanish', 'vanish', 'return'),
    which: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  }),
  fc.constant({ what: 'deep' } as const),
)

const deedOf = (image: fc.Arbitrary<number>): fc.Arbitrary<Deed> => {
  const change: fc.Arbitrary<Deed> = fc.record({
    what: fc.constantFrom('push' as const, 'push' as const, 'remove' as const, 'break' as const),
    repository,
    tag,
    image,
  })
  const v1Change: fc.Arbitrary<Deed> = fc.record({
    what: fc.constantFrom('push', 'push', 'push', 'remove', 'break', 'hide', 'hide', 'show'),
    repository: ofV1,
    tag: v1Tag,
    image,
  })
  return fc.oneof(
    { arbitrary: change, weight: 8 },
    { arbitrary: v1Change, weight: 4 },
    { arbitrary: fc.constant({ what: 'reconcile' } as const), weight: 2 },
    { arbitrary: vanishing, weight: 1 },
    { arbitrary: fc.constantFrom({ what: 'day' } as const, { what: 'hours' } as const), weight: 2 },
  )
}
// The tag that represents a repository goes while another, that would be next, comes: the index of tags is asked then.
const successions: fc.Arbitrary<Deed[]> = fc.tuple(fc.oneof(repository, ofV1), fc.boolean()).map(([of, first]) => {
  const push = (name: string): Deed => ({ what: 'push', repository: of, tag: name, image: 0 })
  const remove: Deed = { what: 'remove', repository: of, tag: 'latest', image: 0 }
  const both = first ? [push('v1.1'), remove] : [remove, push('v1.1')]
  return [push('latest'), push('v1.0'), { what: 'rest' }, ...both, { what: 'rest' }]
})

const deedsOf = (deed: fc.Arbitrary<Deed>): fc.Arbitrary<Deed[]> =>
  fc.oneof(
    { arbitrary: fc.array(deed, { minLength: 2, maxLength: 12 }), weight: 3 },
    {
      arbitrary: fc.tuple(fc.array(deed, { maxLength: 3 }), successions, successions).map((all) => all.flat()),
      weight: 1,
    },
  )

// First loads name what they have not read, while the registry is at work.
const namingDeeds = (deed: fc.Arbitrary<Deed>): fc.Arbitrary<Deed[]> =>
  fc
    .array(fc.array(deed, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 3 })
    .map((parts) => parts.flatMap((part): Deed[] => [...part, { what: 'name' }]))

const WEATHER = {
  seed: fc.nat(),
  duplicated: fc.constantFrom(0, 0.3),
  lost: fc.constantFrom(0, 0, 0.3),
  refused: fc.constantFrom(0, 0.03),
  slow: fc.constantFrom(0, 0.8, 0.95),
  crash: fc.constantFrom(0, 0, 0.01),
  throttled: fc.constantFrom(0, 0, 0.5, 0.9),
  wrapped: fc.constantFrom(0, 0.5, 1),
  pageSize: fc.constantFrom(1, 3, 1000),
}
const weather: fc.Arbitrary<PortsWeather> = fc.record({
  ...WEATHER,
  awayHours: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 20),
  damaged: fc.constantFrom(0, 0, 0, 0.02),
})
const commonImage = fc.oneof(
  { arbitrary: fc.nat(COMMON_IMAGES - 1), weight: 9 },
  { arbitrary: fc.constant(POISONED_IMAGE), weight: 1 },
)
const wireWeather: fc.Arbitrary<WireWeather> = fc.record({
  ...WEATHER,
  refused: fc.constantFrom(0, 0.03, 0.2),
  unanswered: fc.constantFrom(0, 0.03, 0.1),
  cancelled: fc.constantFrom(0, 0, 0.1),
  partial: fc.constantFrom(0, 0, 0.1),
  brokenOff: fc.constantFrom(0, 0, 0.02),
  odd: fc.constantFrom(0, 0, 0.01),
  spell: fc.constantFrom(0, 0, 0.01),
  stale: fc.constantFrom(0, 0.5, 1),
  lag: fc.constantFrom(0, 0.3),
  pageItems: fc.constantFrom(1, 2, 1000),
})

/** What a registry does, and in which weather. */
export const schedule = fc.record({ deeds: deedsOf(deedOf(commonImage)), weather })

/** The same while first loads name repositories. */
export const namingSchedule = fc.record({ deeds: namingDeeds(deedOf(commonImage)), weather })

/** The same with images that are odd to DynamoDB, in the weather at the wire. */
export const wireSchedule = fc.record({ deeds: deedsOf(deedOf(fc.nat(LARGE_IMAGE))), weather: wireWeather })
export const namingWireSchedule = fc.record({ deeds: namingDeeds(deedOf(fc.nat(LARGE_IMAGE))), weather: wireWeather })
