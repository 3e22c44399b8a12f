// Bundles the functions before the stack is synthesised, as the app of cdk.json does.

import { buildFunctions } from '../../build/functions.ts'

export default async () => {
  await buildFunctions()
}
