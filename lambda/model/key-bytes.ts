// What DynamoDB takes for a key. Keys are made of what callers give: names, values, and cursors, which may be forged; and of
// what damaged rows name. One that it does not take would fail the request.

import { byteLength } from '../shared/text.ts'

/** DynamoDB takes no longer sort key. It takes partition keys of twice that, but no name needs them. */
const MAX_KEY_BYTES = 1024

/** True if DynamoDB takes this text for a key. */
export const isKey = (text: string): boolean => text !== '' && text.isWellFormed() && byteLength(text) <= MAX_KEY_BYTES
