using System.Text.Json;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Tests.Abstractions.Entities;

public class EntityInstanceIdTests
{
    [Fact]
    public void The_name_is_in_lower_case_and_the_key_as_given()
    {
        var id = new EntityInstanceId("ImportGate", "Global");

        Assert.Equal("importgate", id.Name);
        Assert.Equal("Global", id.Key);
        Assert.Equal("@importgate@Global", id.ToString());
        Assert.Equal(id, new EntityInstanceId("IMPORTGATE", "Global"));
        Assert.NotEqual(id, new EntityInstanceId("ImportGate", "global"));
    }

    [Theory]
    [InlineData("@Counter@key", "counter", "key")]
    [InlineData("@counter@", "counter", "")]
    [InlineData("@counter@a@b", "counter", "a@b")]
    public void Reads_its_text(string text, string name, string key)
    {
        var id = EntityInstanceId.FromString(text);

        Assert.Equal((name, key), (id.Name, id.Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("@@key")]
    [InlineData("@counter")]
    [InlineData("counter@key")]
    [InlineData("plain")]
    public void Refuses_other_text(string text) => Assert.Throws<ArgumentException>(() => EntityInstanceId.FromString(text));

    [Fact]
    public void Refuses_names_that_its_text_could_not_carry()
    {
        Assert.Throws<ArgumentException>(() => new EntityInstanceId("a@b", "key"));
        Assert.Throws<ArgumentException>(() => new EntityInstanceId("", "key"));
        Assert.Throws<ArgumentNullException>(() => new EntityInstanceId("a", null!));
    }

    [Fact]
    public void Is_a_string_in_json_also_as_a_key()
    {
        var id = new EntityInstanceId("counter", "a");
        var byId = new Dictionary<EntityInstanceId, int> { [id] = 1 };

        Assert.Equal("\"@counter@a\"", JsonSerializer.Serialize(id));
        Assert.Equal(id, JsonSerializer.Deserialize<EntityInstanceId>("\"@counter@a\""));
        Assert.Equal("""{"@counter@a":1}""", JsonSerializer.Serialize(byId));
        Assert.Equal(byId, JsonSerializer.Deserialize<Dictionary<EntityInstanceId, int>>("""{"@counter@a":1}"""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<EntityInstanceId>("\"counter\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<EntityInstanceId>("null"));
    }

    [Fact]
    public void Signal_options_come_from_times_and_flags()
    {
        var time = DateTimeOffset.UnixEpoch;

        Assert.Equal(time, ((SignalEntityOptions)time).SignalTime);
        Assert.Equal(new SignalEntityOptions(), (SignalEntityOptions?)(bool?)true);
        Assert.Null((SignalEntityOptions?)(bool?)false);
        Assert.Null((SignalEntityOptions?)default(bool?));
    }
}
