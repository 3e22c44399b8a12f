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
 * Begin → wait → every range, again and again until it is done → check → the ranges in which repositories are missing, once more
 * → finish. Whatever fails is noted, and its lease given back. A range's event goes through the function unchanged in shape, so
 * that the function alone knows what is in it.
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
      // Without one the state's input goes in as it is.
      ...(payload && { payload }),
      payloadResponseOnly: true,
      // Its rules by error name would come before ours.
      retryOnServiceExceptions: false,
    })
    // Going on would do harm: another bucket than recorded, an empty listing.
    task.addRetry({ errors: [REFUSED_ERROR], maxAttempts: 0 })
    // Every step may be done twice: what is in line already is left alone.
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
