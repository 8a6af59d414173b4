/** When something resets, completing “It resets …”: the time today, or the day. */
export function clockTime(at: number): string {
  const date = new Date(at);
  const sameDay = at - Date.now() < 86_400_000;
  return sameDay
    ? `at ${date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`
    : `on ${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })}`;
}
