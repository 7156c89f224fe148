/** "go version go1.26.8 linux/amd64" is { major: 1, minor: 26 }. Undefined when it is not the output of `go version`. */
export function parseGoVersion(output: string): { major: number; minor: number } | undefined {
  const match = /\bgo(\d+)\.(\d+)/.exec(output);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

export function canBuildTemporal(version: { major: number; minor: number }): boolean {
  return version.major > 1 || (version.major === 1 && version.minor >= 24);
}
