/** The planted fault whose name begins so. */
export const faultNamed = <Fault extends { readonly name: string }>(faults: readonly Fault[], start: string): Fault => {
  const found = faults.find(({ name }) => name.startsWith(start))
  if (found === undefined) throw new Error(`no fault's name begins with "${start}"`)
  return found
}
