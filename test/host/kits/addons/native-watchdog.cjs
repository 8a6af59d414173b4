/** Stands in for `@vscode/native-watchdog`: the extension host also looks for its parent by itself, each second. */
exports.start = () => {};

/** @param {number} [code] */
exports.exit = (code) => {
  process.exit(code ?? 0);
};
