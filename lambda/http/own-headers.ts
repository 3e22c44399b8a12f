/** Headers that say of an answer what its form has no place for. */
export const OWN_HEADER = {
  /** How many results there are on all pages. */
  total: 'Registry-Index-Total',
  /** The bound of an answer was met before its end. */
  partial: 'Registry-Index-Partial',
  /** The documents could not be brought up to date. */
  stale: 'Registry-Index-Stale',
} as const
