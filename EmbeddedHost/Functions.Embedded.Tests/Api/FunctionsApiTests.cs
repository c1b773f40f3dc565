using System.Reflection;
using ApiSurface;

namespace Functions.Embedded.Tests.Api;

/// <summary>Code written for the packages compiles against this assembly, and code written for this one against the packages.</summary>
public class FunctionsApiTests
{
    static readonly HashSet<string> IgnoredAttributes =
    [
        // Of Newtonsoft.Json, which the embedded host does not depend on.
        "JsonProperty",
        // Name internal converters of the packages and how the packages' pipeline uses them; the embedded host binds these itself.
        "InputConverter", "ConverterFallbackBehavior",
        // Read when the packages' tools write the metadata for the separate host process, which there is none of here.
        "BindingCapabilities",
    ];

    [Fact]
    public void Everything_declared_is_in_the_packages_with_the_same_signature()
    {
        var declared = new Surface(IgnoredAttributes).Of(Assembly.Load("Functions.Embedded"), "Microsoft");
        var listed = SurfaceListing.Read(IgnoredAttributes);

        var extra = declared.Except(listed).ToArray();

        Assert.True(declared.Count > 200 && listed.Count > 400, $"Only {declared.Count} of {listed.Count} declarations were read.");
        Assert.True(extra.Length == 0, "Not in the packages:\n" + SurfaceListing.Explain(extra, listed));
    }
}
