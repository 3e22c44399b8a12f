import type { Command } from '../command.ts'
import { bucketSetupCommand } from './bucket-setup.ts'
import { cleanup } from './cleanup.ts'
import { doctor } from './doctor.ts'
import { preflight } from './preflight.ts'
import { reconcile } from './reconcile.ts'
import { redrive } from './redrive.ts'
import { search } from './search.ts'
import { status } from './status.ts'
import { storage } from './storage.ts'
import { userAdd, userList, userRemove } from './user.ts'
import { verify } from './verify.ts'

/** All commands, in the order in which the help lists them. */
export const COMMANDS: readonly Command[] = [
  ...[preflight, status, doctor, search, reconcile, verify, storage, cleanup, redrive, bucketSetupCommand],
  ...[userAdd, userRemove, userList],
]
