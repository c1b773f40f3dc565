namespace Microsoft.DurableTask;

public sealed partial class DurableTaskRegistry
{
    /// <summary>Adds one version of an activity, made by a function for each run.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The version; the default value for none.</param>
    /// <param name="factory">Makes the activity.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is the default value, or is taken in that version.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, TaskVersion version, Func<ITaskActivity> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Add(_activities, name, version, _ => factory());
    }

    /// <summary>Adds an activity, made by a function for each run.</summary>
    /// <param name="name">The name.</param>
    /// <param name="factory">Makes the activity from the services of the run.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is the default value, or is taken in that version.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, Func<IServiceProvider, ITaskActivity> factory)
        => Add(_activities, name, default, factory);

    /// <summary>
    /// Adds an activity by its class. A registered service of that type is used; otherwise an object is made for each run, with
    /// services for its constructor. The version is that of its <see cref="DurableTaskAttribute"/>.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The class.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The type is not a concrete class of that kind, or the name is taken in that version.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, Type type)
    {
        RequireConcrete<ITaskActivity>(type);
        return Add(_activities, name, VersionOf(type), FromServices<ITaskActivity>(type, preferRegistered: true));
    }

    /// <summary>Adds an activity by its class, under the name of its <see cref="DurableTaskAttribute"/>, or else of the class.</summary>
    /// <param name="type">The class.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The type is not a concrete class of that kind, or the name is taken in that version.</exception>
    public DurableTaskRegistry AddActivity(Type type)
    {
        RequireConcrete<ITaskActivity>(type);
        return AddActivity(NameOf(type), type);
    }

    /// <summary>Adds an activity by its class.</summary>
    /// <typeparam name="TActivity">The class.</typeparam>
    /// <param name="name">The name.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The type is not a concrete class of that kind, or the name is taken in that version.</exception>
    public DurableTaskRegistry AddActivity<TActivity>(TaskName name)
        where TActivity : class, ITaskActivity
        => AddActivity(name, typeof(TActivity));

    /// <summary>Adds an activity by its class, under the name of its <see cref="DurableTaskAttribute"/>, or else of the class.</summary>
    /// <typeparam name="TActivity">The class.</typeparam>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The type is not a concrete class of that kind, or the name is taken in that version.</exception>
    public DurableTaskRegistry AddActivity<TActivity>()
        where TActivity : class, ITaskActivity
        => AddActivity(typeof(TActivity));

    /// <summary>Adds an activity object that serves all runs, and so must not keep anything of a run.</summary>
    /// <param name="name">The name.</param>
    /// <param name="activity">The object.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is the default value, or is taken in that version.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, ITaskActivity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return Add(_activities, name, VersionOf(activity.GetType()), _ => activity);
    }

    /// <summary>Adds an activity object that serves all runs, under the name of its class.</summary>
    /// <param name="activity">The object.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is the default value, or is taken in that version.</exception>
    public DurableTaskRegistry AddActivity(ITaskActivity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return AddActivity(NameOf(activity.GetType()), activity);
    }
}
