// A bill: how much is used of what, and what that costs.

import { type PriceName, priceOf } from './prices.ts'

/** The parts of a bill, in their order. */
export const GROUPS = ['at rest', 'pushes', 'searches', 'runs over the bucket', 'snapshots', 'storage'] as const
export type Group = (typeof GROUPS)[number]

/** A line of a bill. */
export interface Line {
  readonly group: Group
  readonly what: string
  readonly price: PriceName
  /** In the unit of the price. */
  readonly quantity: number
}

/** Returns dollars without what is free. */
export const dollarsOf = ({ price, quantity }: Pick<Line, 'price' | 'quantity'>): number =>
  quantity * priceOf(price).dollars

/** Returns the dollars of some lines together, without what is free. */
export const total = (lines: readonly Pick<Line, 'price' | 'quantity'>[]): number =>
  lines.reduce((sum, line) => sum + dollarsOf(line), 0)

/** Returns the dollars of lines where nothing else in the account uses what AWS gives it for nothing. */
export const totalWithFree = (lines: readonly Pick<Line, 'price' | 'quantity'>[]): number => {
  const used = new Map<PriceName, number>()
  for (const { price, quantity } of lines) used.set(price, (used.get(price) ?? 0) + quantity)
  return [...used].reduce((sum, [price, quantity]) => {
    const { free = 0 } = priceOf(price)
    return sum + dollarsOf({ price, quantity: Math.max(0, quantity - free) })
  }, 0)
}
