namespace AppHost.Processes;

/// <summary>A program that AppHost started ended by itself, or did not answer in time.</summary>
/// <param name="message">What happened, with the program's last words where they were captured.</param>
/// <param name="exitCode">Exit code of the program; 1 when it did not end.</param>
sealed class ChildProgramException(string message, int exitCode) : Exception(message)
{
    /// <summary>The code to end with: the child's, so that whoever started AppHost sees it.</summary>
    public int ExitCode { get; } = exitCode == 0 ? 1 : exitCode;
}
