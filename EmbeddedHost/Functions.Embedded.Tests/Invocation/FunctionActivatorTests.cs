using Functions.Embedded.Invocation;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Embedded.Tests.Invocation;

public sealed class FunctionActivatorTests
{
    [Fact]
    public void Parameters_come_from_the_services_keyed_ones_too_and_defaults_stand_in()
    {
        var made = Assert.IsType<OneConstructor>(Create<OneConstructor>());

        Assert.Equal("plain", made.Plain.Name);
        Assert.Equal("keyed", made.Keyed.Name);
        Assert.Equal(7, made.Number);
    }

    [Fact]
    public void A_parameter_that_is_no_service_is_an_error_that_names_both() =>
        Assert.Matches("Uri.*NeedsMore", Assert.Throws<InvalidOperationException>(Create<NeedsMore>).Message);

    [Fact]
    public void Of_several_constructors_none_is_guessed()
    {
        var error = Assert.Throws<InvalidOperationException>(Create<TwoConstructors>);

        Assert.Contains(nameof(TwoConstructors), error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ActivatorUtilitiesConstructorAttribute)[..^"Attribute".Length], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_constructors_the_marked_one_is_used() => Assert.NotNull(Assert.IsType<MarkedConstructor>(Create<MarkedConstructor>()).Service);

    [Fact]
    public void What_a_constructor_throws_comes_as_it_is() =>
        Assert.Equal("broken", Assert.Throws<FormatException>(Create<BrokenConstructor>).Message);

    static object? Create<T>()
    {
        using var services = new ServiceCollection()
            .AddSingleton(new Service("plain")).AddKeyedSingleton("k", new Service("keyed")).BuildServiceProvider();
        return new FunctionActivator().CreateInstance(typeof(T), new EmbeddedFunctionContext(null!, services, null, CancellationToken.None));
    }

    sealed record Service(string Name);

    sealed class OneConstructor(Service plain, [FromKeyedServices("k")] Service keyed, int number = 7)
    {
        public Service Plain => plain;

        public Service Keyed => keyed;

        public int Number => number;
    }

    sealed class NeedsMore(Uri uri)
    {
        public Uri Uri => uri;
    }

    sealed class TwoConstructors
    {
        public TwoConstructors()
        {
        }

        public TwoConstructors(Service service) => _ = service;
    }

    sealed class MarkedConstructor
    {
        public MarkedConstructor()
        {
        }

        [ActivatorUtilitiesConstructor]
        public MarkedConstructor(Service service) => Service = service;

        public Service? Service { get; }
    }

    sealed class BrokenConstructor
    {
        public BrokenConstructor() => throw new FormatException("broken");
    }
}
