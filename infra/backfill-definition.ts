import { Duration } from 'aws-cdk-lib'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import {
  Choice,
  Condition,
  DefinitionBody,
  Errors,
  Fail,
  JitterType,
  JsonPath,
  Map as MapState,
  Succeed,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions'
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks'
import type { Construct } from 'constructs'
import { BACKFILL_CONCURRENCY, BACKFILL_TIMEOUT_S, REFUSED_ERROR } from '../lambda/names/runs.ts'

/**
 * Failures of Lambda and not of the function (Step Functions' guide, "Handle transient Lambda service exceptions"):
 * throttling, server errors and no answer.
 */
const LAMBDA_ERRORS = [
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
]

/** Every delay is random, from nothing to what is computed, so that ranges that were throttled don't come back together. */
const BACKOFF = { backoffRate: 2, maxDelay: Duration.seconds(60), jitterStrategy: JitterType.FULL }

/** Lambda's failures are retried for 18 minutes, on average over the random delays. */
const LAMBDA_RETRY = { ...BACKOFF, errors: LAMBDA_ERRORS, interval: Duration.seconds(2), maxAttempts: 40 }

/**
 * `Unknown` is how a function is reported that ran out of memory or time. The next try may do better, since it goes on
 * from what was committed. But a step that always ends so costs a quarter of an hour each time, so a run ends after some
 * two hours of that. The local AWS names throttling so as well, which the test of hard times makes it do seven times.
 */
const UNKNOWN_RETRY = { ...BACKOFF, errors: ['Lambda.Unknown'], interval: Duration.seconds(2), maxAttempts: 8 }

/**
 * Any other failure of a step is retried for half a minute on average. The local AWS names every error of a function
 * `Runtime.HandlerError` and knows no jitter: there even a refusal ends only after all of these tries, a minute.
 */
const STEP_RETRY = { ...BACKOFF, errors: [Errors.ALL], interval: Duration.seconds(1), maxAttempts: 6 }

/** Whatever keeps a failure from being recorded, it is tried for two hours on average: it also gives the lease back. */
const NOTE_RETRY = { ...BACKOFF, errors: [Errors.ALL], interval: Duration.seconds(1), maxAttempts: 245 }

/** A refused run is never retried: going on would do harm, as with another bucket than recorded, or an empty listing. */
const REFUSED_RETRY = { errors: [REFUSED_ERROR], maxAttempts: 0 }

/**
 * States.ALL includes timeouts. It does not include States.DataLimitExceeded, a result of more than 256 KB, which no retry
 * mends: that one is only caught, so that it is recorded and the lease given back.
 */
const CAUGHT = [['States.DataLimitExceeded'], [Errors.ALL]]

/** The function ends sooner by its own timeout. A step whose answer is lost must not keep the run for ever. */
const TASK_TIMEOUT = Timeout.duration(Duration.seconds(BACKFILL_TIMEOUT_S + 60))

/**
 * Returns the state machine of a run: begin → wait → in a first load, name what every range has, and split anew → compare every
 * range, step after step until it is done → check → remove, in the ranges in which repositories are missing → look whether blobs are gone, if that is wanted → finish. If
 * anything fails, NoteFailure records it and gives
 * the lease back. A range step takes and returns events of one shape, so that only the function must know what they hold.
 */
export const backfillDefinition = (scope: Construct, worker: IFunction): DefinitionBody => {
  const run = JsonPath.stringAt('$$.Execution.Name')
  // CDK's own retry rules would come before ours.
  const common = {
    lambdaFunction: worker,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    taskTimeout: TASK_TIMEOUT,
  }
  const note = new LambdaInvoke(scope, 'NoteFailure', {
    ...common,
    payload: TaskInput.fromObject({ step: 'failed', run, error: JsonPath.objectAt('$') }),
    resultPath: JsonPath.DISCARD,
  })
  for (const retry of [REFUSED_RETRY, NOTE_RETRY]) note.addRetry(retry)
  const failed = note.next(new Fail(scope, 'Failed', { errorPath: '$.Error', causePath: '$.Cause' }))
  const call = (id: string, payload?: TaskInput, path?: string): LambdaInvoke => {
    // Without a payload what stands at the path is passed on as it is, and the result takes its place; without a path
    // that is all there is.
    const task = new LambdaInvoke(scope, id, {
      ...common,
      ...(payload && { payload }),
      ...(path && { inputPath: path, resultPath: path }),
    })
    // Every step may be done twice: what is consistent already stays as it is.
    for (const retry of [REFUSED_RETRY, LAMBDA_RETRY, UNKNOWN_RETRY, STEP_RETRY]) task.addRetry(retry)
    return task
  }
  const caught = <S extends LambdaInvoke | MapState>(state: S): S => {
    for (const errors of CAUGHT) state.addCatch(failed, { errors })
    return state
  }
  const step = (id: string, payload: TaskInput) => caught(call(id, payload))
  const eachRange = (
    id: string,
    itemsPath: string,
    results: { readonly resultPath: string; readonly resultSelector?: Record<string, unknown> },
  ) => {
    const reconcile = call(id)
    const done = new Choice(scope, `${id}Done?`)
      .when(Condition.booleanEquals('$.done', true), new Succeed(scope, `${id}Done`))
      .otherwise(reconcile)
    const all = new MapState(scope, `${id}Ranges`, { itemsPath, ...results, maxConcurrency: BACKFILL_CONCURRENCY })
    all.itemProcessor(reconcile.next(done))
    return caught(all)
  }
  const finish = step(
    'Finish',
    TaskInput.fromObject({
      step: 'finish',
      checked: { ranges: JsonPath.objectAt('$.ranges') },
      removed: JsonPath.objectAt('$.removed'),
      deep: JsonPath.objectAt('$.deep'),
    }),
  )
  const deep = caught(call('Deep', undefined, '$.deep'))
  const isDeepDone = new Choice(scope, 'DeepDone?').when(Condition.booleanEquals('$.deep.done', true), finish)
  isDeepDone.otherwise(deep.next(isDeepDone))
  const withDeep = { ranges: JsonPath.objectAt('$.ranges'), deep: JsonPath.objectAt('$.deep') }
  const compared = eachRange('Compare', '$.ranges', { resultPath: '$.ranges' })
  // What the ranges of names found is in the version table. Here it would not fit beside the others.
  const named = eachRange('Name', '$.names', { resultPath: '$.names', resultSelector: { done: true } }).next(
    step('Split', TaskInput.fromObject({ step: 'split', ...withDeep })).next(compared),
  )
  const isFirstLoad = new Choice(scope, 'FirstLoad?').when(Condition.isPresent('$.names[0]'), named).otherwise(compared)
  compared
    .next(step('Check', TaskInput.fromObject({ step: 'check', ...withDeep })))
    .next(eachRange('Remove', '$.removals', { resultPath: '$.removed' }))
    .next(isDeepDone)
  return DefinitionBody.fromChainable(
    step('Begin', TaskInput.fromObject({ step: 'begin', run, request: JsonPath.entirePayload }))
      .next(new Wait(scope, 'WaitForNotification', { time: WaitTime.secondsPath('$.wait') }))
      .next(isFirstLoad),
  )
}
