/**
 * What a test inside the extension host may ask of the browser that shows its window. Every call is one JSON
 * message to the launcher, which drives the page.
 */

/** `page` is the workbench itself; a number is the nth visible webview in it, counted from 0. */
export type Scope = 'page' | number;

export interface Target {
  /** 0 is the window that the tests run in; others were opened by `openWindow`. */
  readonly window?: number;
  readonly scope?: Scope;
  /** A Playwright selector. */
  readonly selector: string;
  readonly hasText?: string;
}

export interface StatusBarItem {
  /** As given to `createStatusBarItem`. */
  readonly id: string;
  /** Text without the icons. */
  readonly text: string;
  /** Codicon names in order, `sync~spin` for one. */
  readonly icons: readonly string[];
  /** What a screen reader says; VS Code puts the tooltip here. */
  readonly label: string;
  readonly kind: 'plain' | 'warning' | 'error';
}

export interface AccessibilityViolation {
  readonly rule: string;
  readonly impact: string;
  readonly help: string;
  /** Selectors of the elements that break the rule. */
  readonly targets: readonly string[];
}

export interface ScreenCalls {
  /** The extension's own status bar items. */
  statusBar(args: { window?: number }): StatusBarItem[];
  /** What they have shown, oldest first and the newest at least; the first `from` of it are forgotten. */
  statusBarShown(args: { window?: number; from?: number }): StatusBarItem[];
  /** Rows of the hover that appears over a status bar item, as text. */
  statusBarHover(args: { id: string; window?: number }): string;
  texts(args: Target): string[];
  attribute(args: Target & { name: string }): string | null;
  /** Waits until the target is in this state. */
  waitFor(args: Target & { state?: 'visible' | 'hidden' | 'attached' }): null;
  click(args: Target & { button?: 'left' | 'right' }): null;
  fill(args: Target & { text: string }): null;
  /** A key or chord such as `Control+Shift+P`, sent to whatever has the focus. */
  press(args: { keys: string; window?: number }): null;
  type(args: { text: string; window?: number }): null;
  /** Writes a PNG below `test-results/` and returns its path. */
  screenshot(args: { name: string; window?: number }): string;
  /** A JavaScript expression, evaluated in the page or webview; its value must survive JSON. */
  evaluate(args: { expression: string; window?: number; scope?: Scope }): unknown;
  accessibility(args: { window?: number; scope?: Scope }): AccessibilityViolation[];
  /** A second window on the same profile, with the same extension; resolves when its workbench is there. */
  openWindow(args: { folder?: string }): number;
  closeWindow(args: { window: number }): null;
}

export type ScreenCallName = keyof ScreenCalls;

export type ScreenRequest = {
  [Name in ScreenCallName]: { readonly call: Name; readonly args: Parameters<ScreenCalls[Name]>[0] };
}[ScreenCallName];

export type ScreenReply<Name extends ScreenCallName> =
  | { readonly ok: true; readonly value: ReturnType<ScreenCalls[Name]> }
  | { readonly ok: false; readonly error: string };
