/** Keeps values by their names, up to so many bytes in all: those that were kept first go first. */
export const boundedCache = <T>(maxBytes: number) => {
  const kept = new Map<string, { readonly value: T; readonly bytes: number }>()
  let total = 0
  const remove = (name: string) => {
    total -= kept.get(name)?.bytes ?? 0
    kept.delete(name)
  }
  return {
    get: (name: string): T | undefined => kept.get(name)?.value,
    remove,
    /** @param bytes of the value, as far as they count; a value of more than all may have is not kept */
    set(name: string, value: T, bytes: number): void {
      remove(name)
      kept.set(name, { value, bytes })
      total += bytes
      for (const oldest of kept.keys()) {
        if (total <= maxBytes) break
        remove(oldest)
      }
    },
  }
}
