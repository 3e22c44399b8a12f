// Faults of `lambda/indexing/messages.ts`.

import type { Fault } from '../fault.ts'

export const MESSAGES: readonly Fault[] = [
  [
    'all messages count as done if nothing could be indexed',
    'return new Map(messages.map((message) => [message, [kind]]))',
    'return new Map<Message, FailureKind[]>()',
  ],
  [
    'every failure of all messages is an outage',
    'const kind = failureKind(error)\n    ports',
    "const kind: FailureKind = 'outage'\n    ports",
  ],
  [
    'every failure of all messages is a fault',
    'const kind = failureKind(error)\n    ports',
    "const kind: FailureKind = 'fault'\n    ports",
  ],
  ['returned messages are not counted', "ports.metrics.count('returned', failed.size)", ''],
  ['the index is written whatever its version', 'await ports.readable()', ''],
  ['retries are not delayed', 'await delayRetries(ports, failed)', ''],
  ['nothing is said of what was indexed', 'reportIndexed(ports, repository, events)\n    } catch', '} catch'],
  [
    'every failure of a repository is an outage',
    'const kind = failureKind(error)\n      const',
    "const kind: FailureKind = 'outage'\n      const",
  ],
  [
    'every failure of a repository is a contention',
    'const kind = failureKind(error)\n      const',
    "const kind: FailureKind = 'contention'\n      const",
  ],
  [
    'failures are logged without the tries',
    'repository, tags, kind, messages: triesOf(from), error',
    'repository, tags, kind, error',
  ],
  ['failures are not logged', "ports.log.error('indexing failed, the messages are given back', fields)", ''],
  [
    'messages that failed count as done',
    'for (const message of from) failed.set',
    'for (const message of [] as Message[]) failed.set',
  ],
  [
    'one message of a repository that failed is retried',
    'for (const message of from) failed.set',
    'for (const message of [...from].slice(0, 1)) failed.set',
  ],
  ['a message has the last of its failures', '[...(failed.get(message) ?? []), kind]', '[kind]'],
  [
    'conflicts are retried without end',
    'indexTags(ports, repository, tags, { deadline })',
    'indexTags(ports, repository, tags, { deadline: Number.POSITIVE_INFINITY })',
  ],
  ['ignored events are not counted', 'metrics.ignored(one.reason)', ''],
  ['ignored events are not logged', "log.warn('event ignored', { messageId: message.messageId, ...one })", ''],
  ['each event is a group of its own', 'groups.get(event.repository) ?? { events', '{ events'],
  [
    'messages of a group are forgotten',
    'group.messages.add(message)',
    'if (group.messages.size === 0) group.messages.add(message)',
  ],
  [
    'indexed repositories are counted in place of events',
    "metrics.count('indexed', events.length)",
    "metrics.count('indexed', 1)",
  ],
  ['a lag may be less than none', 'metrics.lag(Math.max(0, clock.now() - at))', 'metrics.lag(clock.now() - at)'],
  ['a lag is measured from nothing', 'if (at !== undefined) metrics.lag', 'if (at === undefined) metrics.lag'],
  [
    'the delay does not grow with the tries',
    'retryDelay(kind, message.receives, clock.random())',
    'retryDelay(kind, 1, clock.random())',
  ],
  [
    'the delay is not random',
    'retryDelay(kind, message.receives, clock.random())',
    'retryDelay(kind, message.receives, 0.5)',
  ],
  ['the shortest delay of several holds', 'Math.max(...seconds)', 'Math.min(...seconds)'],
  [
    'a delay that can not be set fails the batch',
    '.catch((error: unknown) =>\n      log.warn(',
    '.finally(() =>\n      log.warn(',
  ],
]
