using ApiSurface;
using Microsoft.DurableTask;

namespace DurableTask.Postgres.Tests.Api;

/// <summary>Code written for the packages compiles against this assembly, and code written for this one against the packages.</summary>
public class DurableTaskApiTests
{
    static readonly HashSet<string> IgnoredAttributes =
    [
        // Names a private field, which is called otherwise here; the attribute for the public property is compared.
        "MemberNotNullWhen(true, \"state\")", "MemberNotNullWhen(true, \"_state\")",
    ];

    // All of it takes or returns types of the DurableTask.Core package, or holds them for the worker that is built on that package.
    static readonly string[] LeftOut =
    [
        "Microsoft.DurableTask.Client.DurableTaskClient | 6-method public virtual System.Threading.Tasks.Task<"
            + "System.Collections.Generic.IList<DurableTask.Core.History.HistoryEvent>> GetOrchestrationHistoryAsync(",
        "Microsoft.DurableTask.Worker.ExceptionPropertiesProviderAdapter |",
        "Microsoft.DurableTask.Worker.ExtendedSessionState |",
        "Microsoft.DurableTask.Worker.ExtendedSessionsCache |",
        "Microsoft.DurableTask.Worker.Shims.DurableTaskShimFactory |",
    ];

    readonly SortedSet<string> _declared = new Surface(IgnoredAttributes).Of(typeof(TaskName).Assembly, "Microsoft");

    [Fact]
    public void Everything_declared_is_in_the_packages_with_the_same_signature()
    {
        var listed = SurfaceListing.Read(IgnoredAttributes);

        var extra = _declared.Except(listed).ToArray();

        Assert.True(extra.Length == 0, "Not in the packages:\n" + SurfaceListing.Explain(extra, listed));
    }

    [Fact]
    public void Everything_in_the_packages_is_declared_except_what_is_tied_to_the_other_engine()
    {
        var listed = SurfaceListing.Read(IgnoredAttributes);

        var missing = listed.Where(line => !LeftOut.Any(start => line.StartsWith(start, StringComparison.Ordinal)))
            .Except(_declared).ToArray();

        Assert.True(listed.Count > 700, "The listings were not read.");
        Assert.True(missing.Length == 0, "Only in the packages:\n" + SurfaceListing.Explain(missing, _declared));
    }
}
