namespace Microsoft.DurableTask.Abstractions;

/// <summary>Orders the versions of orchestrations.</summary>
public static class TaskOrchestrationVersioningUtils
{
    /// <summary>
    /// Compares two versions. No version (null, empty, white space) sorts before every other; two versions that
    /// <see cref="System.Version"/> can parse compare by their parts; anything else compares as text without regard to case.
    /// </summary>
    /// <param name="sourceVersion">The version on the left.</param>
    /// <param name="otherVersion">The version on the right.</param>
    /// <returns>Negative, zero or positive as the left sorts before, with or after the right.</returns>
    public static int CompareVersions(string sourceVersion, string otherVersion)
    {
        var sourceIsNone = string.IsNullOrWhiteSpace(sourceVersion);
        var otherIsNone = string.IsNullOrWhiteSpace(otherVersion);
        if (sourceIsNone || otherIsNone)
            return otherIsNone.CompareTo(sourceIsNone);

        return Version.TryParse(sourceVersion, out var source) && Version.TryParse(otherVersion, out var other)
            ? source.CompareTo(other)
            : string.Compare(sourceVersion, otherVersion, StringComparison.OrdinalIgnoreCase);
    }
}
