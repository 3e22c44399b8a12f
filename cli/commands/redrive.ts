import type { DeadLetter } from '../../lambda/reconcile/run-ports.ts'
import { command, JSON_OUTPUT, TARGET, targetOf } from '../command.ts'
import type { Deployment } from '../deployment.ts'
import { answerJson } from '../json-answer.ts'
import { counted } from '../text.ts'

/** The command `registry-index redrive`. */
export const redrive = command({
  name: 'redrive',
  summary: "moves all dead letters back to the indexer's queue, to be tried again",
  details:
    "For events that could not be indexed in all of their tries, once the cause is mended. The next run over the whole\nbucket does their work too, and then deletes them: this is for those who do not want to wait for it. Uses your own\ncredentials: cloudformation:DescribeStacks; sqs:ReceiveMessage and DeleteMessage on the dead-letter queue;\nsqs:SendMessage on the indexer's queue.",
  options: { json: JSON_OUTPUT, ...TARGET },
  async run(values, { terminal, asTyped, deployment: find }) {
    const deployment = await find(targetOf(values))
    let moved = 0
    for (;;) {
      const letters = await deployment.deadLetters.receive()
      if (letters.length === 0) break
      await move(deployment, letters)
      moved += letters.length
      terminal.status?.(`${counted(moved, 'dead letter')} so far`)
    }
    terminal.status?.('')
    const text = `${counted(moved, 'dead letter')} moved; registry-index status shows how many events wait`
    if (values.json) return answerJson(terminal, { command: 'redrive', exitStatus: 0, findings: [], moved })
    terminal.out(moved === 0 ? 'no dead letters' : asTyped(text))
    return 0
  },
})

// A letter is deleted only after it was sent: if this dies in between, it is handled twice, which does no harm.
const move = async ({ deadLetters, send }: Deployment, letters: readonly DeadLetter[]): Promise<void> => {
  const sent = await Promise.allSettled(letters.map(({ body }) => send(body)))
  const gone = letters.filter((_, at) => sent[at]?.status === 'fulfilled')
  if (gone.length > 0) await deadLetters.remove(gone)
  for (const one of sent) if (one.status === 'rejected') throw one.reason
}
