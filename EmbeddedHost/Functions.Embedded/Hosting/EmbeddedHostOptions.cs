using System.Reflection;

namespace Functions.Embedded.Hosting;

/// <summary>Options of the embedded host that have no counterpart on Azure.</summary>
public sealed class EmbeddedHostOptions
{
    /// <summary>The assemblies whose functions are served. Empty, the default: the entry assembly.</summary>
    public IList<Assembly> Assemblies { get; } = [];

    /// <summary>Classes whose functions are served, besides those of <see cref="Assemblies"/>; named alone, only they count.</summary>
    public IList<Type> FunctionClasses { get; } = [];

    /// <summary>
    /// Registers the durable worker and client. Null, the default: PostgreSQL, when there is an orchestrator, activity, entity or
    /// durable client. Set it to run the functions on another backend, e.g. a stand-in in tests.
    /// </summary>
    public Action<DurableSetup>? ConfigureDurable { get; set; }
}
