namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where an application starts.</summary>
public class FunctionsApplication
{
    /// <summary>Makes the builder of an application.</summary>
    /// <param name="args">The command line, e.g. <c>--urls</c>.</param>
    /// <returns>The builder.</returns>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}
