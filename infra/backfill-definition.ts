import { Duration } from 'aws-cdk-lib'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import {
  Choice,
  Condition,
  DefinitionBody,
  Errors,
  Fail,
  JsonPath,
  Map as MapState,
  Succeed,
  TaskInput,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions'
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks'
import type { Construct } from 'constructs'
import { REFUSED_ERROR } from '../lambda/names.ts'

/**
 * Returns the state machine of a run: begin → wait → compare every range, step after step until it is done → check →
 * remove, in the ranges in which repositories are missing → finish. If anything fails, NoteFailure records it and gives
 * the lease back. A range step takes and returns events of one shape, so that only the function must know what they hold.
 */
export const backfillDefinition = (scope: Construct, worker: IFunction): DefinitionBody => {
  const run = JsonPath.stringAt('$$.Execution.Name')
  const failed = new LambdaInvoke(scope, 'NoteFailure', {
    lambdaFunction: worker,
    payload: TaskInput.fromObject({ step: 'failed', run, error: JsonPath.objectAt('$') }),
    payloadResponseOnly: true,
    resultPath: JsonPath.DISCARD,
  }).next(new Fail(scope, 'Failed', { errorPath: '$.Error', causePath: '$.Cause' }))
  const call = (id: string, payload?: TaskInput): LambdaInvoke => {
    const task = new LambdaInvoke(scope, id, {
      lambdaFunction: worker,
      // Without a payload the state's input is passed on as it is.
      ...(payload && { payload }),
      payloadResponseOnly: true,
      // CDK's own retry rules would come before ours.
      retryOnServiceExceptions: false,
    })
    // Never retried: going on would do harm, as with another bucket than recorded, or an empty listing.
    task.addRetry({ errors: [REFUSED_ERROR], maxAttempts: 0 })
    // Every step may be done twice: what is consistent already stays as it is.
    task.addRetry({ errors: [Errors.ALL], interval: Duration.seconds(1), maxAttempts: 5, backoffRate: 2 })
    return task
  }
  const step = (id: string, payload: TaskInput) => call(id, payload).addCatch(failed)
  const eachRange = (id: string, itemsPath: string, resultPath: string) => {
    const reconcile = call(id)
    const done = new Choice(scope, `${id}Done?`)
      .when(Condition.booleanEquals('$.done', true), new Succeed(scope, `${id}Done`))
      .otherwise(reconcile)
    const all = new MapState(scope, `${id}Ranges`, { itemsPath, resultPath, maxConcurrency: 4 })
    return all.itemProcessor(reconcile.next(done)).addCatch(failed)
  }
  return DefinitionBody.fromChainable(
    step('Begin', TaskInput.fromObject({ step: 'begin', run, request: JsonPath.entirePayload }))
      .next(new Wait(scope, 'WaitForNotification', { time: WaitTime.secondsPath('$.wait') }))
      .next(eachRange('Compare', '$.ranges', '$.ranges'))
      .next(step('Check', TaskInput.fromObject({ step: 'check', ranges: JsonPath.objectAt('$.ranges') })))
      .next(eachRange('Remove', '$.removals', '$.removed'))
      .next(
        step(
          'Finish',
          TaskInput.fromObject({
            step: 'finish',
            checked: { ranges: JsonPath.objectAt('$.ranges') },
            removed: JsonPath.objectAt('$.removed'),
          }),
        ),
      ),
  )
}
