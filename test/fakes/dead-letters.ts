import type { DeadLetter, DeadLetters } from '../../lambda/reconcile/run-ports.ts'

/** A dead-letter queue in memory. Letters that were received are hidden until `show`. */
export const memoryDeadLetters = () => {
  let letters: DeadLetter[] = []
  let hidden: DeadLetter[] = []
  const deadLetters: DeadLetters = {
    async receive() {
      const received = letters.splice(0, 3)
      hidden.push(...received)
      return received
    },
    async remove(some) {
      hidden = hidden.filter((one) => !some.includes(one))
    },
  }
  return {
    deadLetters,
    add: (body: string, sentAt: number) => void letters.push({ receiptHandle: `handle of ${body}`, body, sentAt }),
    /** The bodies of all letters. */
    bodies: () => [...letters, ...hidden].map(({ body }) => body),
    show() {
      letters = [...letters, ...hidden]
      hidden = []
    },
  }
}
