/** What waits for someone, by place: the numbers beside the navigation. */
export function useBubbles(): Partial<Record<string, number>> {
  return {};
}
