namespace LocalPostgres;

/// <summary>How a command ended and what it wrote to both outputs.</summary>
readonly record struct CommandResult(int ExitCode, string Output);
