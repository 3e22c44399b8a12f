// The CDK app: `cdk deploy -c bucket=NAME`.

import { App } from 'aws-cdk-lib'
import * as z from 'zod/mini'
import { readSettings, type Settings, SettingsError } from './settings.ts'
import { RegistryIndexStack } from './stack.ts'

const app = new App()

const settingsOrExit = (): Settings => {
  try {
    return readSettings(z.record(z.string(), z.unknown()).parse(app.node.getAllContext()))
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    // A stack trace would only hide what is to be done.
    console.error(error.message)
    process.exit(1)
  }
}

// The CDK CLI says where its credentials lead; without any the template fits every account and region.
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env
new RegistryIndexStack(app, settingsOrExit(), { ...(account && { account }), ...(region && { region }) })
