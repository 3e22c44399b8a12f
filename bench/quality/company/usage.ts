// How repositories are used: how many tags they have, and when something was pushed to them last.

import { NOW } from '../ask.ts'
import type { CopyKind } from './copy-kinds.ts'
import { isPopular } from './popularity.ts'
import type { Draft, Usage } from './repository.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Share of repositories that nobody has pushed to for long, though they are no copies. */
const DORMANT = 0.12

/** Tags from 1 on, and days since the last push. Small values of both are the most frequent. */
interface Habit {
  readonly maxTags: number
  readonly minDays: number
  readonly maxDays: number
}

const ACTIVE: Habit = { maxTags: 400, minDays: 0, maxDays: 60 }
const ASLEEP: Habit = { maxTags: 40, minDays: 200, maxDays: 1200 }
const UPSTREAM: Habit = { maxTags: 60, minDays: 0, maxDays: 200 }
const CHART: Habit = { maxTags: 80, minDays: 0, maxDays: 300 }
const ABANDONED: Habit = { maxTags: 6, minDays: 90, maxDays: 1000 }
const FRESH: Habit = { maxTags: 5, minDays: 0, maxDays: 45 }
const COPIES: Readonly<Record<CopyKind, Habit>> = {
  archive: { maxTags: 50, minDays: 200, maxDays: 1300 },
  cache: { maxTags: 12, minDays: 0, maxDays: 250 },
  mirror: { maxTags: 25, minDays: 0, maxDays: 500 },
  dev: FRESH,
  ci: { maxTags: 3, minDays: 0, maxDays: 30 },
  branches: { maxTags: 12, minDays: 0, maxDays: 200 },
  tmp: { maxTags: 2, minDays: 0, maxDays: 400 },
  test: { maxTags: 15, minDays: 0, maxDays: 500 },
  sandbox: { maxTags: 6, minDays: 5, maxDays: 700 },
  old: { maxTags: 60, minDays: 300, maxDays: 1500 },
  experimental: { maxTags: 10, minDays: 10, maxDays: 700 },
  beside: { maxTags: 20, minDays: 30, maxDays: 1000 },
}
/** Copies of these kinds are often left behind. */
const LEFT_BEHIND = new Set<CopyKind | undefined>(['dev', 'branches'])
const LEFT = 0.5

/** Says how a repository is used; `kind` is of copies alone. */
export const usageOf = (draft: Draft, kind: CopyKind | undefined, random: () => number): Usage => {
  const isUnused = random() < (kind === undefined ? DORMANT : LEFT)
  const habit = habitOf(draft, kind, isUnused && !isPopular(draft.name))
  const days = habit.minDays + random() ** 2 * (habit.maxDays - habit.minDays)
  const pushed = new Date(NOW - Math.round((days * DAY_MS) / 1000) * 1000)
  const tags = 1 + Math.floor(random() ** 2.5 * habit.maxTags) + (habit === ACTIVE ? 5 : 0)
  return { tag: tagOf(draft, kind, random), tags, pushedAt: pushed.toISOString() }
}

/** How every repository is used where tags and pushes say nothing. */
export const plainUsage = (tag: string): Usage => ({ tag, tags: 1, pushedAt: new Date(NOW).toISOString() })

const habitOf = ({ origin }: Draft, kind: CopyKind | undefined, isUnused: boolean): Habit => {
  if (kind !== undefined) return isUnused && LEFT_BEHIND.has(kind) ? ABANDONED : COPIES[kind]
  if (origin === 'upstream') return UPSTREAM
  if (origin === 'chart') return CHART
  return isUnused ? ASLEEP : ACTIVE
}

const tagOf = ({ name, version, origin }: Draft, kind: CopyKind | undefined, random: () => number): string => {
  const [choice, hash] = [
    random(),
    Math.floor(random() * 0xfffffff)
      .toString(16)
      .padStart(7, '0'),
  ]
  if (kind === 'ci') return choice < 0.5 ? (name.split('/')[1] ?? '') : `sha-${hash}`
  if (kind === 'dev' && choice < 0.4) return choice < 0.2 ? 'dev' : 'wip'
  if (version !== undefined && (origin === 'chart' || choice < 0.4)) return version
  return choice < 0.85 || origin === 'upstream' ? 'latest' : `main-${hash}`
}
