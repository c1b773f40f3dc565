using Microsoft.DurableTask;

namespace DurableTask.Postgres.Tests.Abstractions;

public class TaskFailureDetailsTests
{
    [Fact]
    public void Describes_an_exception_and_its_causes()
    {
        var details = TaskFailureDetails.FromException(Thrown(new AppException("outer", new FormatException("inner"))));

        Assert.Equal(typeof(AppException).FullName, details.ErrorType);
        Assert.Equal("outer", details.ErrorMessage);
        Assert.Contains(nameof(Thrown), details.StackTrace);
        Assert.Equal($"{typeof(AppException).FullName}: outer", details.ToString());
        Assert.Equal("System.FormatException", details.InnerFailure!.ErrorType);
        Assert.Equal("inner", details.InnerFailure.ErrorMessage);
        Assert.Null(details.InnerFailure.InnerFailure);
    }

    [Theory]
    [InlineData(typeof(AppException), true)]
    [InlineData(typeof(IOException), true)]
    [InlineData(typeof(Exception), true)]
    [InlineData(typeof(EndOfStreamException), false)]
    [InlineData(typeof(FormatException), false)]
    public void Is_caused_by_its_own_type_and_its_base_types(Type type, bool expected)
        => Assert.Equal(expected, TaskFailureDetails.FromException(new AppException("", new FormatException())).IsCausedBy(type));

    [Fact]
    public void Finds_types_of_any_loaded_assembly()
    {
        Assert.True(Named(typeof(Npgsql.PostgresException).FullName!).IsCausedBy<System.Data.Common.DbException>());
        Assert.True(Named("System.Net.Http.HttpRequestException").IsCausedBy<Exception>());
        Assert.True(TaskFailureDetails.FromException(new GenericException<int>()).IsCausedBy<GenericException<int>>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("(unknown)")]
    [InlineData("No.Such.Type")]
    [InlineData("No.Such.Type, No.Such.Assembly")]
    [InlineData("Broken[[")]
    [InlineData("System.String")]
    public void A_name_of_no_known_exception_is_no_cause(string name) => Assert.False(Named(name).IsCausedBy<Exception>());

    [Fact]
    public void Only_exceptions_can_be_asked_for()
        => Assert.Throws<ArgumentException>(() => Named("System.Exception").IsCausedBy(typeof(string)));

    [Fact]
    public void Equal_details_are_equal_after_being_asked()
    {
        var asked = Named("System.FormatException");
        Assert.True(asked.IsCausedBy<FormatException>());

        Assert.Equal(Named("System.FormatException"), asked);
    }

    [Fact]
    public void The_exception_of_a_failed_task_tells_which_one_and_why()
    {
        var details = TaskFailureDetails.FromException(new FormatException("bad"));
        var stored = new TaskFailedException("Import", 7, details);
        var thrown = new TaskFailedException("Import", 7, new FormatException("bad"));

        Assert.Equal(("Import", 7, details), (stored.TaskName, stored.TaskId, stored.FailureDetails));
        Assert.Equal("Task 'Import' (#7) failed with an unhandled exception: bad", stored.Message);
        Assert.Equal(stored.Message, thrown.Message);
        Assert.True(thrown.FailureDetails.IsCausedBy<FormatException>());
        Assert.IsType<FormatException>(thrown.InnerException);
    }

    static TaskFailureDetails Named(string type) => new(type, "message", null, null, null);

    static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    sealed class AppException(string message, Exception inner) : IOException(message, inner);

    sealed class GenericException<T> : Exception
    {
        public T? Value { get; init; }
    }
}
