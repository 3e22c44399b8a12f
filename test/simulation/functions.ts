// The functions: indexers, and runs, which somebody starts by hand or Step Functions does step by step. Any may die.

import { handleMessages } from '../../lambda/indexing/messages.ts'
import { nameRepository } from '../../lambda/indexing/name-repository.ts'
import type { Totals } from '../../lambda/model/runs/run-totals.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent, type Request } from '../../lambda/reconcile/run-events.ts'
import type { Deadlines } from '../../lambda/reconcile/run-ports.ts'
import { listRepositories } from '../../lambda/registry/listing.ts'
import { FAR } from '../fakes/filled.ts'
import type { Weather } from './deeds.ts'
import type { Queue } from './queue.ts'
import type { Actor } from './scheduler.ts'
import type { Seam, Surroundings } from './seam.ts'
import { execute, LambdaFailure } from './state-machine.ts'

/** How long an indexer tries, and a step of a run takes on work and then tries. Milliseconds. */
const INDEXER_MS = 50_000
const STEP_SOFT_MS = 720_000
const STEP_HARD_MS = 870_000
/** Throttling to which a run comes to an end. */
const BEARABLE = 0.5

interface Worker {
  readonly actor: Actor
  /** What becomes of its work if it dies. */
  died(): void
}

/** Creates the functions, none of which does anything yet. */
export const createFunctions = (
  { scheduler, random, chance, time, isStormy, complain }: Surroundings,
  seam: Seam,
  queue: Queue,
  weather: Weather,
) => {
  const indexers = new Set<Worker>()
  const steps = new Set<Worker>()
  const executions = new Set<string>()
  let runs = 0
  // Crashes alone must not use up the tries of a message.
  let crashesLeft = 8

  const crash = (worker: Worker) => {
    crashesLeft--
    worker.actor.kill()
    if (indexers.delete(worker) || steps.delete(worker)) worker.died()
  }

  const step = (event: object, deadlines: Deadlines, died: () => void): Promise<unknown> => {
    const worker = { actor: scheduler.actor('reconcile'), died }
    steps.add(worker)
    const work = () => runStep(seam.portsOf(worker.actor), parseRunEvent(event), deadlines)
    return seam.within(worker.actor, work).finally(() => steps.delete(worker))
  }

  // Lambda passes events on as JSON.
  const call = (event: object): Promise<unknown> => {
    if (chance(isStormy() ? weather.throttled : Math.min(weather.throttled, BEARABLE)))
      return Promise.reject(new LambdaFailure('Lambda.TooManyRequestsException'))
    const deadlines = { soft: time.now() + STEP_SOFT_MS, hard: time.now() + STEP_HARD_MS }
    return new Promise((resolve, reject) => {
      const died = () => reject(new LambdaFailure('Lambda.Unknown'))
      void step(JSON.parse(JSON.stringify(event)), deadlines, died).then(resolve, reject)
    })
  }

  return {
    indexing: () => indexers.size,
    /** Whether anything is under way. */
    isBusy: () => indexers.size + steps.size + executions.size > 0,
    /** An indexer takes some messages. */
    index(): void {
      const batch = queue.receive()
      const seen = batch.map((message) => ({ ...message, body: seam.body?.(message.body) ?? message.body }))
      const worker = { actor: scheduler.actor('indexer'), died: () => queue.comeBackAtOnce(batch) }
      indexers.add(worker)
      const ports = seam.portsOf(worker.actor)
      const handled = seam.within(worker.actor, () => handleMessages(ports, seen, time.now() + INDEXER_MS))
      void handled.then((ids) => {
        if (indexers.delete(worker)) void queue.giveBack(batch.filter(({ messageId }) => ids.includes(messageId)))
      })
    },
    /** Starts a run that does all steps in one invocation. Runs of this kind share a lease, so two may work at a time. */
    runByHand: (request: Partial<Request> = {}): Promise<unknown> => step({ force: true, ...request }, FAR, () => {}),
    /** A function lists the bucket and names what it finds. */
    name(): void {
      const worker = { actor: scheduler.actor('naming'), died: () => {} }
      steps.add(worker)
      const ports = seam.portsOf(worker.actor)
      const work = async () => {
        for (const layout of ports.layouts.all)
          for await (const listed of listRepositories(ports.bucket, layout, '', undefined))
            await nameRepository(ports, listed)
      }
      // A storm may end it. What it did not name the next run finds all the same.
      void seam.within(worker.actor, work).then(
        () => steps.delete(worker),
        () => steps.delete(worker),
      )
    },
    /** Starts a run of the state machine. */
    async run(request: Partial<Request> = {}): Promise<Totals> {
      const run = `run ${runs++}`
      executions.add(run)
      const { sleep } = scheduler.actor('state machine')
      try {
        return await execute({ run, call, sleep, random }, { force: true, ...request })
      } finally {
        executions.delete(run)
        // An outage may outlast all tries to record a failure. Then the lease ends by itself.
        const isHeld = (await seam.leaseHolder()) === run
        if (isHeld && !seam.losesMessages) complain(`the ${run} has ended and did not give its lease back`)
      }
    },
    /** Now and then a function dies. */
    crashSome(): void {
      for (const worker of [...indexers, ...steps]) if (crashesLeft > 0 && chance(weather.crash)) crash(worker)
    },
    crashAll(): void {
      for (const worker of [...indexers, ...steps]) crash(worker)
    },
  }
}
