/** The shells that have a script. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof shells)[number];

// What is typed goes to `saga` as arguments and comes back as lines. Neither is ever evaluated, and no name of a file passes
// through here: a shell completes those by itself, with its own quoting.
const bash = `# Completion of saga for bash.
_saga() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done < <(command saga complete bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null </dev/null)
}
complete -o default -F _saga saga
`;

const zsh = `#compdef saga
# Completion of saga for zsh.
_saga() {
  local line
  local -a offered
  while IFS= read -r line; do
    offered+=("$line")
  done < <(command saga complete zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null </dev/null)
  if (( $#offered )); then
    _describe saga offered
  else
    _files
  fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _saga "$@"
else
  compdef _saga saga
fi
`;

const fish = `# Completion of saga for fish.
function __saga_offers
    set -l words (commandline -opc)
    set -a words (commandline -ct | string collect --allow-empty)
    set -g __saga_offered (command saga complete fish -- $words[2..-1] 2>/dev/null </dev/null)
    test (count $__saga_offered) -gt 0
end
complete -c saga -f -n __saga_offers -a '(string join \\n -- $__saga_offered)'
`;

// Older ones lose an empty argument, so each word goes with a colon before it. What a batch file might take for more than a word
// is not sent at all.
const powershell = `# Completion of saga for PowerShell.
Register-ArgumentCompleter -Native -CommandName saga -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements |
    Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -le $cursorPosition } |
    ForEach-Object { $_.Extent.Text })
  if ($wordToComplete -eq '') { $words += '' }
  $sent = @($words | ForEach-Object { if ($_ -match '\\A[\\w./=-]*\\z') { ":$_" } else { ':x' } })
  saga complete powershell '--' @sent 2>$null | ForEach-Object {
    $word, $does = $_ -split "${'`'}t", 2
    if (-not $does) { $does = $word }
    [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $does)
  }
}
`;

export const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish, powershell };
