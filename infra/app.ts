// The CDK app of `cdk deploy -c bucket=NAME`: reads the settings and makes the stack.

import * as z from 'zod/mini'
import { regionProblem, withEnvironment } from './environment-settings.ts'
import { newApp } from './new-app.ts'
import { readSettings, type Settings, SettingsError } from './settings.ts'
import { RegistryIndexStack } from './stack.ts'

const app = newApp()

// The CDK CLI sets these from its credentials. Without them the template fits every account and region.
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env

const settingsOrExit = (): Settings => {
  try {
    const given = z.record(z.string(), z.unknown()).parse(app.node.getAllContext())
    const { context, notes } = withEnvironment(given, process.env)
    const settings = readSettings(context)
    const problem = regionProblem(process.env, region)
    if (problem !== undefined) throw new SettingsError(problem)
    for (const note of notes) console.error(note)
    return settings
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    // A stack trace would only hide the message, which says what to correct.
    console.error(error.message)
    process.exit(1)
  }
}

new RegistryIndexStack(app, settingsOrExit(), {
  env: { ...(account && { account }), ...(region && { region }) },
})
