// Numbers as texts of tables.

/** A whole number. */
export const whole = (number: number): string => Math.round(number).toLocaleString('en')
/** Dollars with cents; less than half a cent is told apart from nothing. */
export const money = (dollars: number): string => {
  if (dollars === 0) return '0'
  const text = dollars.toFixed(2).replace('-', '−')
  return /^−?0\.00$/.test(text) ? (dollars < 0 ? '> −0.01' : '< 0.01') : text
}
/** Three digits that count. */
export const rounded = (number: number): string =>
  Number(number.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 4 })
