namespace Microsoft.DurableTask;

/// <summary>Factories of one kind of task by name and version.</summary>
sealed class RegisteredTasks<T>
    where T : class
{
    readonly Dictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, T>> _factories = [];
    readonly HashSet<TaskName> _versioned = [];

    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, T>>> All
        => _factories.Select(entry => KeyValuePair.Create(entry.Key.Name, entry.Value));

    public IEnumerable<(TaskName Name, TaskVersion Version)> Keys => _factories.Keys;

    /// <exception cref="ArgumentException">The name is the default value, or the name is taken in that version.</exception>
    public void Add(TaskName name, TaskVersion version, Func<IServiceProvider, T> factory)
    {
        if (name == default)
            throw new ArgumentException("A task needs a name.", nameof(name));
        if (!_factories.TryAdd((name, version), factory))
        {
            var inVersion = version == default ? "" : $" with version '{version.Version}'";
            throw new ArgumentException($"An {typeof(T).Name} named '{name}'{inVersion} is already added.", nameof(name));
        }

        if (version != default)
            _versioned.Add(name);
    }

    public Func<IServiceProvider, T>? Find(TaskName name, TaskVersion version)
    {
        if (_factories.TryGetValue((name, version), out var factory))
            return factory;

        // Where versions are kept apart, a call of a missing one must not end up in code that it was not meant for.
        return version == default || _versioned.Contains(name) ? null : _factories.GetValueOrDefault((name, default));
    }
}
