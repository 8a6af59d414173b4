/** The dashboard's HTML: nothing but its two files, under a policy that allows nothing else. */

export interface DashboardFiles {
  /** Where the webview may load from; VS Code's `webview.cspSource`. */
  readonly source: string;
  readonly script: string;
  readonly styles: readonly string[];
  /** Random, anew for each load. */
  readonly nonce: string;
}

/** In media/, in the order in which they override one another. */
export const dashboardStyles = [
  'dashboard.css',
  'dashboardPictures.css',
  'dashboardSections.css',
  'dashboardRequests.css',
  'dashboardNarrow.css',
] as const;

export function dashboardPolicy({ source, nonce }: DashboardFiles): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `img-src ${source}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

export function dashboardHtml(files: DashboardFiles): string {
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${attribute(dashboardPolicy(files))}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    ${files.styles.map((file) => `<link rel="stylesheet" href="${attribute(file)}" />`).join('\n    ')}
    <title>Switchyard</title>
  </head>
  <body>
    <script nonce="${attribute(files.nonce)}" src="${attribute(files.script)}"></script>
  </body>
</html>
`;
}

function attribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
