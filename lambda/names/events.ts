// Events for others.

/** Events for others, as rules of EventBridge match them: their source, and their types. docs/events.md describes them. */
export const EVENTS = {
  source: 'registry-index',
  tagPushed: 'tag.pushed',
  tagRemoved: 'tag.removed',
  repositoryRemoved: 'repository.removed',
} as const
