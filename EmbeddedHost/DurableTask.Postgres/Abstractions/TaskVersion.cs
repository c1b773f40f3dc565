namespace Microsoft.DurableTask;

/// <summary>The version of a task. Versions are compared for equality without regard to case; the default value is "no version".</summary>
public readonly struct TaskVersion : IEquatable<TaskVersion>
{
    /// <summary>No version; equal to the default value and to a version made of an empty string.</summary>
    public static readonly TaskVersion Unversioned;

    readonly string? _version;

    /// <summary>Wraps a version.</summary>
    /// <param name="version">The version; null and empty mean "no version".</param>
    /// <exception cref="ArgumentException">The text has only white space, which is neither a version nor clearly none.</exception>
    public TaskVersion(string? version)
    {
        if (!string.IsNullOrEmpty(version) && string.IsNullOrWhiteSpace(version))
            throw new ArgumentException("A version of only white space is not allowed; for no version use null or an empty string.",
                nameof(version));
        _version = version;
    }

    /// <summary>The version's text; empty for "no version", never null.</summary>
    public string Version => _version ?? string.Empty;

    /// <summary>Unwraps the version's text.</summary>
    /// <param name="value">The version.</param>
    public static implicit operator string(TaskVersion value) => value.Version;

    /// <summary>Wraps a version's text.</summary>
    /// <param name="value">The text; null and empty mean "no version".</param>
    public static implicit operator TaskVersion(string? value) => new(value);

    /// <summary>Compares two versions without regard to case.</summary>
    /// <param name="a">One version.</param>
    /// <param name="b">The other version.</param>
    public static bool operator ==(TaskVersion a, TaskVersion b) => a.Equals(b);

    /// <summary>Compares two versions without regard to case.</summary>
    /// <param name="a">One version.</param>
    /// <param name="b">The other version.</param>
    public static bool operator !=(TaskVersion a, TaskVersion b) => !a.Equals(b);

    /// <inheritdoc/>
    public bool Equals(TaskVersion other) => string.Equals(Version, other.Version, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Version);
}
